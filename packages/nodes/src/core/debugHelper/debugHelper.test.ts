import type { JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { expect, test } from 'vitest'
import { debugHelper } from './debugHelper.node.ts'

async function run(parameters: JsonObject) {
  const { json } = await runNode(debugHelper, { items: [{ n: 1 }], parameters })
  return json
}

async function failure(parameters: JsonObject) {
  const { outputs } = await runNode(debugHelper, { items: [{ n: 1 }], parameters })
  return outputs[0]?.[0]?.error
}

const data = (randomDataType: string, more: JsonObject = {}) =>
  run({ category: 'randomData', randomDataType, randomDataCount: 2, randomDataSeed: 'a', ...more })

test('swallows items when it does nothing', async () => {
  expect(await run({ category: 'doNothing' })).toEqual([])
})

test.each(['NodeApiError', 'NodeOperationError', 'Error'])('fails with %s', async (throwErrorType) => {
  expect(await failure({ throwErrorType, throwErrorMessage: 'On purpose' })).toMatchObject({
    name: throwErrorType,
    message: 'On purpose',
  })
})

test('uses up memory, though none that others need', async () => {
  expect(await run({ category: 'oom', memorySizeValue: 20 })).toEqual([{ megabytes: 20 }])
  expect(await failure({ category: 'oom', memorySizeValue: 2000 })).toMatchObject({ code: 'parameter_wrong' })
})

test('makes up data: the same for the same seed, other data for another', async () => {
  const [first, second] = await data('user')
  expect(Object.keys(first ?? {})).toEqual(['uid', 'email', 'firstname', 'lastname', 'password'])
  expect(first).not.toEqual(second)
  expect(await data('user')).toEqual([first, second])
  expect(await data('user', { randomDataSeed: 'b' })).not.toEqual([first, second])
})

test.each([
  ['uuid', 'uuid', /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/],
  ['macAddress', 'mac', /^([\da-f]{2}:){5}[\da-f]{2}$/],
  ['ipv4', 'ip', /^198\.51\.100\.\d+$/],
  ['semver', 'version', /^\d+\.\d+\.\d+$/],
  ['latLong', 'location', /^-?\d+\.\d{4}, -?\d+\.\d{4}$/],
])('%s looks like one', async (kind, field, pattern) => {
  for (const row of await data(kind)) expect(row[field]).toMatch(pattern)
})

test('makes identifiers of an alphabet', async () => {
  const rows = await data('nanoid', { nanoidAlphabet: 'xy', nanoidLength: '5' })
  for (const { nanoId } of rows) expect(nanoId).toMatch(/^[xy]{5}$/)
})

test('puts everything into one list when told to, and keeps to a size', async () => {
  const [item] = await data('uuid', { randomDataSingleArray: true })
  expect(item?.['generatedItems']).toHaveLength(2)
  const tooMany = await failure({ category: 'randomData', randomDataCount: 1e9 })
  expect(tooMany?.message).toContain('a whole number from 0 to 100000 is needed')
})
