import { describe, expect, it } from 'vitest'
import type { CodeCall } from './code.ts'
import { readOutcome } from './outcome.ts'

const call: CodeCall = {
  language: 'javaScript',
  code: '',
  mode: 'allItems',
  items: '[]',
  context: '{}',
  callbacks: new Map(),
  tenant: 'a',
  version: '1',
}
const read = (head: unknown, items: string, mode: CodeCall['mode'] = 'allItems') =>
  readOutcome(`${JSON.stringify(head)}\n${items}`, { ...call, mode }, [], false)

describe('an outcome', () => {
  it('brings items, failures, changes and lines', () => {
    const head = {
      failures: [{ itemIndex: 1, message: 'bad [line 2]', lineNumber: 2 }],
      staticData: { global: { n: 1 } },
      customData: { k: 'v' },
      lines: [{ level: 'warn', text: 'careful' }],
    }
    expect(read(head, '[{"json":{"a":1},"pairedItem":{"item":0}}]')).toEqual({
      items: [{ json: { a: 1 }, pairedItem: { item: 0 } }],
      failures: [{ itemIndex: 1, message: 'bad [line 2]', lineNumber: 2, description: undefined }],
      staticData: { global: { n: 1 } },
      customData: { k: 'v' },
      console: [{ level: 'warn', text: 'careful' }],
      calledOut: false,
    })
  })

  it('becomes an error with the changes made before it', () => {
    const failure = { code: 'code_threw', kind: 'thrown', message: 'boom [line 1]', lineNumber: 1 }
    const head = { failure, staticData: { node: { tries: 2 } } }
    expect(() => read(head, '')).toThrow(
      expect.objectContaining({
        code: 'code_threw',
        kind: 'thrown',
        lineNumber: 1,
        changes: { staticData: { node: { tries: 2 } }, customData: undefined },
      }),
    )
  })

  it.each(['"evil"', '{}', '[1]', '[{"json":"date"}]', '[{"a":1}]', '[{"json":{},"binary":1}]', 'no json', ''])(
    'is not believed when its items are %s',
    (items) => {
      expect(() => read({}, items)).toThrow(expect.objectContaining({ kind: 'result', code: 'result_shape' }))
    },
  )

  it('of the older Function Item may hold any data', () => {
    expect(read({}, '[{"json":5}]', 'functionItem').items).toEqual([{ json: 5 }])
  })

  it('that is no outcome at all counts as a crash', () => {
    expect(() => readOutcome('nonsense', call, [], false)).toThrow(expect.objectContaining({ kind: 'crashed' }))
  })

  it('cannot invent codes', () => {
    const failure = { code: 'disposed', kind: 'crashed', message: 'x' }
    expect(() => read({ failure }, '')).toThrow(expect.objectContaining({ code: 'code_threw', kind: 'thrown' }))
  })
})
