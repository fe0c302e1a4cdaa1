import type { JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { renameKeys } from './renameKeys.node.ts'

const person: JsonObject = { first_name: 'Ada', home: { first_street: 'A', all_first: [{ first_x: 1 }] } }

async function rename(parameters: JsonObject) {
  return (await runNode(renameKeys, { items: [person], parameters })).json[0]
}

const keys = (...pairs: readonly [string, string][]) => ({
  keys: { key: pairs.map(([currentKey, newKey]) => ({ currentKey, newKey })) },
})

const pattern = (searchRegex: string, replaceRegex: string, options: JsonObject = {}) => ({
  additionalOptions: { regexReplacement: { replacements: [{ searchRegex, replaceRegex, options }] } },
})

describe('by name', () => {
  test('moves a field, also into and out of others', async () => {
    expect(await rename(keys(['first_name', 'name']))).toEqual({ name: 'Ada', home: person['home'] })
    expect(await rename(keys(['first_name', 'home.owner'], ['home.all_first', 'rest']))).toEqual({
      home: { first_street: 'A', owner: 'Ada' },
      rest: [{ first_x: 1 }],
    })
  })

  test('leaves the item as it is when there is nothing to do', async () => {
    const inputs = [[{ json: person }]]
    for (const pair of [
      ['nothing', 'x'],
      ['first_name', ''],
      ['first_name', 'first_name'],
    ] as const) {
      const { outputs } = await runNode(renameKeys, { inputs, parameters: keys([...pair]) })
      expect(outputs[0]?.[0]?.json).toBe(person)
    }
  })
})

describe('by pattern', () => {
  test('renames at every depth, the first match of each name', async () => {
    expect(await rename(pattern('^first_(.*)', '$1'))).toEqual({
      name: 'Ada',
      home: { street: 'A', all_first: [{ x: 1 }] },
    })
  })

  test('goes only as deep as told', async () => {
    expect(await rename(pattern('FIRST', 'last', { caseInsensitive: true, depth: 0 }))).toEqual({
      last_name: 'Ada',
      home: person['home'],
    })
  })

  test('says so when it is no pattern', async () => {
    await expect(rename(pattern('(', 'x'))).rejects.toThrow('"(" is no regular expression.')
  })
})
