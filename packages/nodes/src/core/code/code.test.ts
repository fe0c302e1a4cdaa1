import type { CodeRunner, JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { expect, test } from 'vitest'
import { code } from './code.node.ts'

type Call = Parameters<CodeRunner['run']>[0]

/** What the sandbox is asked to run. */
async function asked(parameters: JsonObject, version = 2): Promise<Call> {
  const calls: Call[] = []
  const run: CodeRunner['run'] = async (call) => {
    calls.push(call)
    return { items: [{ json: { ran: true } }, null] }
  }
  const { json } = await runNode(code, { parameters, version, context: { code: { run } } })
  expect(json).toEqual([{ ran: true }])
  return calls[0] ?? expect.fail('Nothing was run.')
}

test('runs the code of the language that is chosen, also one that is offered no more', async () => {
  const parameters = { jsCode: 'js', pythonCode: 'py' }
  expect(await asked(parameters)).toMatchObject({ language: 'javaScript', code: 'js', mode: 'allItems' })
  const native = { ...parameters, language: 'pythonNative', mode: 'runOnceForEachItem' }
  expect(await asked(native)).toMatchObject({ language: 'pythonNative', code: 'py', mode: 'eachItem' })
  expect(await asked({ ...parameters, language: 'python' })).toMatchObject({ language: 'python', code: 'py' })
  expect(await asked(parameters, 1)).toMatchObject({ language: 'javaScript', code: 'js' })
})
