import type { JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { moveBinaryData } from './moveBinaryData.node.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')
const binary = { data: { mimeType: 'application/json', data: base64('{"j":1}') } }

async function run(parameters: JsonObject) {
  const stored: string[] = []
  const { outputs } = await runNode(moveBinaryData, {
    inputs: [[{ json: { s: 'text', b: base64('hello'), o: { k: 1 } }, binary }]],
    parameters,
    context: {
      files: {
        store: async (bytes, about) => {
          stored.push(String(Buffer.from(bytes)))
          return { mimeType: 'text/plain', ...about }
        },
        read: async (file) => Buffer.from(file.data ?? '', 'base64'),
      },
    },
  })
  return { item: outputs[0]?.[0], stored }
}

describe('a file', () => {
  test('becomes all fields, or one', async () => {
    expect((await run({})).item).toEqual({ json: { j: 1 }, pairedItem: { item: 0 } })
    const field = await run({ setAllData: false, destinationKey: 'd.e', options: { jsonParse: true } })
    expect(field.item?.json['d']).toEqual({ e: { j: 1 } })
    const kept = await run({ setAllData: false, options: { keepAsBase64: true, keepSource: true } })
    expect([kept.item?.json['data'], kept.item?.binary]).toEqual([base64('{"j":1}'), binary])
  })

  test('that is missing leaves no item', async () => {
    expect((await run({ sourceKey: 'nope' })).item).toBeUndefined()
  })
})

describe('fields', () => {
  const move = (about: JsonObject) => run({ mode: 'jsonToBinary', ...about })

  test('become a file of JSON', async () => {
    const all = await move({})
    expect(all.stored).toEqual([JSON.stringify({ s: 'text', b: base64('hello'), o: { k: 1 } })])
    expect(all.item).toMatchObject({ json: {}, binary: { data: { mimeType: 'application/json' } } })
    const one = await move({ convertAllData: false, sourceKey: 'o', destinationKey: 'own' })
    expect(one.stored).toEqual(['{"k":1}'])
    expect([Object.keys(one.item?.json ?? {}), Object.keys(one.item?.binary ?? {})]).toEqual([
      ['s', 'b'],
      ['data', 'own'],
    ])
  })

  test('become a file of what they hold', async () => {
    const of = async (sourceKey: string, options: JsonObject) =>
      (await move({ convertAllData: false, sourceKey, options })).stored[0]
    expect(await of('s', {})).toBe('"text"')
    expect(await of('s', { useRawData: true })).toBe('text')
    expect(await of('b', { dataIsBase64: true })).toBe('hello')
  })

  test('that are missing leave no item', async () => {
    expect((await move({ convertAllData: false, sourceKey: 'nope' })).item).toBeUndefined()
  })
})
