/** The first Merge: two inputs, keys compared as text, fields merged at the top only. */
import * as m from '@millrace/sdk'
import { getField } from '../values/field-path.ts'

type Items = readonly m.Item[]

const keys = {
  propertyName1: m.text('Field of input 1', { required: true }),
  propertyName2: m.text('Field of input 2', { required: true }),
}

export const mergeV1 = m.operation({
  until: 1,
  input: {
    oldVersionNotice: m.notice('A newer version of this node can do more. Add it anew to use it.'),
    mode: m.variants('Mode', {
      append: m.variant('Append'),
      keepKeyMatches: m.variant('Keep what has the same key', keys),
      mergeByIndex: m.variant('Merge by position', {
        join: m.choice(
          'Keep',
          { inner: 'What both inputs have', left: 'What input 1 has', outer: 'Everything' },
          { default: 'left' },
        ),
      }),
      mergeByKey: m.variant('Merge by key', {
        ...keys,
        overwrite: m.choice('Overwrite', { always: 'Always', blank: 'If blank', undefined: 'If missing' }),
      }),
      multiplex: m.variant('Each with each'),
      passThrough: m.variant('Choose an input', {
        output: m.choice('Output', { input1: 'Input 1', input2: 'Input 2' }),
      }),
      removeKeyMatches: m.variant('Remove what has the same key', keys),
      wait: m.variant('Wait for both'),
    }),
  },
  per: 'list',
  run: async (given, { items }) => {
    const [left, right] = [await items(0), await items(1)]
    switch (given.mode) {
      case 'append':
        return [...left, ...right]
      case 'keepKeyMatches':
        return keepByKey(left, right, given, true)
      case 'removeKeyMatches':
        return keepByKey(left, right, given, false)
      case 'mergeByKey':
        return mergeByKey(left, right, given, given.overwrite)
      case 'mergeByIndex':
        return mergeByIndex(left, right, given.join)
      case 'multiplex':
        return left.flatMap((one, i) => right.map((other, j) => mergeTwo(one, i, other, j)))
      case 'passThrough':
        return given.output === 'input1' ? left : right
      case 'wait':
        return [{ json: {}, pairedItem: left.map((_, item) => ({ item, input: 0 })) }]
    }
  },
})

interface Keys {
  readonly propertyName1: string
  readonly propertyName2: string
}

/** A key as text, since `1` and `"1"` are one key; undefined where there is none. */
function keyOf({ json }: m.Item, field: string): string | undefined {
  const key = getField(json, field)
  return key === undefined || key === null ? undefined : String(key)
}

function keepByKey(left: Items, right: Items, { propertyName1, propertyName2 }: Keys, matching: boolean): Items {
  const known = new Set(right.map((item) => keyOf(item, propertyName2)))
  known.delete(undefined)
  return left.filter((item) => known.has(keyOf(item, propertyName1)) === matching)
}

/** Items of input 1 that have a key, with the fields of the last item of input 2 that has the same. */
function mergeByKey(
  left: Items,
  right: Items,
  { propertyName1, propertyName2 }: Keys,
  overwrite: 'always' | 'blank' | 'undefined',
): Items {
  const byKey = new Map(right.map((item) => [keyOf(item, propertyName2), item]))
  byKey.delete(undefined)
  return left.flatMap((item, index) => {
    const key = keyOf(item, propertyName1)
    if (key === undefined) return []
    const found = byKey.get(key)
    if (!found) return [item]
    const taken = Object.entries(found.json).filter(
      ([name]) => name !== propertyName2 && mayOverwrite(item.json[name], overwrite),
    )
    return [{ ...item, json: { ...item.json, ...Object.fromEntries(taken) }, pairedItem: { item: index, input: 0 } }]
  })
}

function mayOverwrite(present: m.Json | undefined, overwrite: 'always' | 'blank' | 'undefined'): boolean {
  if (overwrite === 'always' || present === undefined) return true
  return overwrite === 'blank' && (present === null || present === '')
}

function mergeByIndex(left: Items, right: Items, join: 'inner' | 'left' | 'outer'): Items {
  const both = Math.min(left.length, right.length)
  const merged = left.slice(0, both).flatMap((item, i) => {
    const other = right[i]
    return other ? [mergeTwo(item, i, other, i)] : []
  })
  if (join === 'inner') return merged
  return [...merged, ...left.slice(both), ...(join === 'outer' ? right.slice(both) : [])]
}

function mergeTwo(left: m.Item, leftPlace: number, right: m.Item, rightPlace: number): m.Item {
  const binary = left.binary || right.binary ? { ...left.binary, ...right.binary } : undefined
  return {
    json: { ...left.json, ...right.json },
    ...(binary && { binary }),
    pairedItem: [
      { item: leftPlace, input: 0 },
      { item: rightPlace, input: 1 },
    ],
  }
}
