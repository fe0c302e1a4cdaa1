import { runNode } from '@millrace/sdk/testing'
import { expect, test } from 'vitest'
import { splitOut } from './splitOut.node.ts'

const order = { id: 7, lines: [{ sku: 'a' }, { sku: 'b' }], tags: ['x'], sizes: { s: 1, m: 2 } }

async function split(fieldToSplitOut: string, parameters: object = {}) {
  const { json } = await runNode(splitOut, { items: [order], parameters: { fieldToSplitOut, ...parameters } })
  return json
}

test('makes an item of every entry: objects become it, other values stay under the name', async () => {
  expect(await split('lines')).toEqual([{ sku: 'a' }, { sku: 'b' }])
  expect(await split('tags')).toEqual([{ tags: 'x' }])
  expect(await split('sizes')).toEqual([{ sizes: 1 }, { sizes: 2 }])
  expect(await split('id')).toEqual([{ id: 7 }])
  expect(await split('missing')).toEqual([])
})

test('takes other fields along', async () => {
  expect(await split('tags', { include: 'selectedOtherFields', fieldsToInclude: 'id, sizes.m, zz' })).toEqual([
    { tags: 'x', id: 7, 'sizes.m': 2 },
  ])
  const { lines: _, ...rest } = order
  expect(await split('lines', { include: 'allOtherFields' })).toEqual([
    { ...rest, lines: { sku: 'a' } },
    { ...rest, lines: { sku: 'b' } },
  ])
})

test('splits several lists side by side, under new names if given', async () => {
  expect(await split('lines, tags', { options: { destinationFieldName: 'line, tag' } })).toEqual([
    { line: { sku: 'a' }, tag: 'x' },
    { line: { sku: 'b' } },
  ])
  await expect(split('lines, tags', { options: { destinationFieldName: 'line' } })).rejects.toThrow('1 names are given')
})

test('splits the files of an item, one each', async () => {
  const binary = { a: { mimeType: 'text/plain', data: 'YQ==' }, b: { mimeType: 'text/plain', data: 'Yg==' } }
  const { outputs } = await runNode(splitOut, {
    inputs: [[{ json: {}, binary }]],
    parameters: { fieldToSplitOut: '$binary' },
  })
  expect(outputs[0]?.map((item) => item.binary)).toEqual([{ a: binary.a }, { b: binary.b }])
})

test('keeps files when told to', async () => {
  const inputs = [[{ json: { l: [1, 2] }, binary: { f: { mimeType: 'text/plain', data: '' } } }]]
  const kept = await runNode(splitOut, {
    inputs,
    parameters: { fieldToSplitOut: 'l', options: { includeBinary: true } },
  })
  const dropped = await runNode(splitOut, { inputs, parameters: { fieldToSplitOut: 'l' } })
  expect(kept.outputs[0]?.every((item) => item.binary?.['f'])).toBe(true)
  expect(dropped.outputs[0]?.some((item) => item.binary)).toBe(false)
})
