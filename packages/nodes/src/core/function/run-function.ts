import * as m from '@millrace/sdk'
import { runCode } from '../code/run-code.ts'

/**
 * Runs the code of the two nodes that came before Code. A result of the wrong shape is a failure like any
 * other here: where the node is told to continue, the error goes on instead of the input.
 */
export async function runFunction(
  context: m.RunContext,
  items: readonly m.Item[],
  code: string,
  mode: 'function' | 'functionItem',
): Promise<readonly m.Item[]> {
  try {
    return await runCode(context, items, { language: 'javaScript', code, mode })
  } catch (error) {
    if (!(error instanceof m.NodeError) || error.details.reach !== 'node') throw error
    const { message, code: kind, details } = error
    throw new m.NodeError('WrappedExecutionError', message, { ...details, code: kind, reach: 'item', cause: error })
  }
}
