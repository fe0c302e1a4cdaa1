import type { Json } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { ifNode } from './if.node.ts'

type Operator = readonly [type: string, operation: string]

function where(left: Json, [type, operation]: Operator, right: Json, loose = false, version = 2) {
  return {
    conditions: {
      combinator: 'and',
      conditions: [{ leftValue: left, rightValue: right, operator: { type, operation } }],
      options: { caseSensitive: true, typeValidation: loose ? 'loose' : 'strict', version },
    },
  }
}

async function way(parameters: ReturnType<typeof where>): Promise<'true' | 'false'> {
  const { outputs } = await runNode(ifNode, { items: [{ a: 1 }], parameters })
  return outputs[0]?.length === 1 ? 'true' : 'false'
}

describe('If', () => {
  test('sends each item one way', async () => {
    const { outputs } = await runNode(ifNode, {
      items: [{ n: 1 }, { n: 5 }, { n: 9 }],
      parameters: (item) => where(item.json['n'] ?? null, ['number', 'gt'], 4),
    })
    expect(outputs.map((items) => items?.map((item) => item.json['n']))).toEqual([[5, 9], [1]])
  })

  test('takes no number that is text, unless told to convert', async () => {
    await expect(way(where('5', ['number', 'equals'], 5))).rejects.toThrow('the condition compares numbers')
    await expect(way(where('5', ['number', 'equals'], 5, true))).resolves.toBe('true')
  })

  test('keeps the older rules of blank values for documents that have them', async () => {
    await expect(way(where('', ['number', 'equals'], 0, true, 2))).resolves.toBe('true')
    await expect(way(where('', ['number', 'equals'], 0, true, 3))).resolves.toBe('false')
  })

  test('reads patterns bare and between slashes, and says so when it is none', async () => {
    await expect(way(where('abc', ['string', 'regex'], '^a.c'))).resolves.toBe('true')
    await expect(way(where('abc', ['string', 'regex'], '/A.C/i'))).resolves.toBe('true')
    await expect(way(where('abc', ['string', 'regex'], '('))).rejects.toThrow('"(" is no regular expression.')
  })

  test('no condition at all holds', async () => {
    const { outputs } = await runNode(ifNode, { items: [{}], parameters: { conditions: { combinator: 'and' } } })
    expect(outputs[0]).toHaveLength(1)
  })
})

describe('If, version 1', () => {
  test('compares without converting, all conditions or any of them', async () => {
    const conditions = {
      string: [{ value1: 'abc', operation: 'contains', value2: 'b' }],
      number: [{ value1: '5', operation: 'equal', value2: 5 }],
    }
    const all = await runNode(ifNode, { version: 1, parameters: { conditions } })
    const any = await runNode(ifNode, { version: 1, parameters: { conditions, combineOperation: 'any' } })
    expect(all.outputs.map((items) => items?.length)).toEqual([0, 1])
    expect(any.outputs.map((items) => items?.length)).toEqual([1, 0])
  })
})
