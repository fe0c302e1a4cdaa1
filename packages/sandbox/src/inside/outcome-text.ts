/**
 * What came of a call, and its text: a line of JSON about the call and, below it, the JSON of the items.
 */
import type { CodeErrorCode, CodeErrorKind } from '../code-error.ts'
import type { ItemFailure } from '../code.ts'
import type { ActiveCall } from './active.ts'
import { changedStaticData } from './names.ts'
import type { ShapeProblem } from './result-shape.ts'
import { codeName, describeThrown } from './thrown.ts'

export interface Failure {
  readonly code: CodeErrorCode
  readonly kind: CodeErrorKind
  readonly message: string
  readonly description?: string
  readonly lineNumber?: number
  readonly itemIndex?: number
  readonly thrownName?: string
}

export type Outcome =
  | { readonly failure: Failure }
  | { readonly items: readonly unknown[]; readonly failures: readonly ItemFailure[] }

/** The first line. A failure stands first in it, so that it can be told by its beginning. */
export interface OutcomeHead {
  readonly failure?: Failure
  readonly failures?: readonly ItemFailure[]
  readonly staticData?: Record<string, unknown>
  readonly customData?: Record<string, string>
  readonly lines?: readonly unknown[]
}

/** A wrong shape is a failure of the node itself. */
export function shapeFailure({ message, description, itemIndex }: ShapeProblem): Outcome {
  return { failure: { code: 'result_shape', kind: 'result', message, description, itemIndex } }
}

export function thrownFailure(call: ActiveCall, thrown: unknown): Outcome {
  const atCompile = thrown instanceof SyntaxError && !String(thrown.stack).includes(codeName)
  const { message, name, description, lineNumber } = describeThrown(thrown, { withLine: showsLines(call) })
  const code = atCompile ? 'code_syntax' : 'code_threw'
  return { failure: { code, kind: 'thrown', message, description, lineNumber, thrownName: name } }
}

/** The older nodes show what was thrown without its line. */
export function showsLines(call: ActiveCall): boolean {
  return call.mode === 'allItems' || call.mode === 'eachItem'
}

export function writeOutcome(call: ActiveCall, outcome: Outcome): string {
  const rest = { ...changesOf(call), lines: call.printed.lines.splice(0) }
  if ('failure' in outcome) return `${toJson({ failure: outcome.failure, ...rest })}\n`
  try {
    return `${toJson({ failures: outcome.failures, ...rest })}\n${toJson(outcome.items)}`
  } catch (thrown) {
    const message = `The result cannot be written as JSON: ${describeThrown(thrown, { withLine: false }).message}`
    return `${toJson({ failure: { code: 'result_not_serialisable', kind: 'result', message }, ...rest })}\n`
  }
}

function changesOf(call: ActiveCall): Pick<OutcomeHead, 'staticData' | 'customData'> {
  const staticData = changedStaticData(call)
  const customData = call.values['%customData']
  return {
    ...(staticData && { staticData }),
    ...(customData instanceof Map && { customData: Object.fromEntries(customData) }),
  }
}

/** Big integers become their digits; the slower writer runs only when there is one. */
function toJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null'
  } catch (thrown) {
    if (!(thrown instanceof TypeError) || !thrown.message.includes('BigInt')) throw thrown
    return JSON.stringify(value, (_, entry: unknown) => (typeof entry === 'bigint' ? entry.toString() : entry))
  }
}
