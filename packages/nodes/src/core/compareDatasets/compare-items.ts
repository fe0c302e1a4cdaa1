/** Field by field, what two items that belong together have in common. */
import type { Json, JsonObject } from '@millrace/sdk'
import { getField, removeField } from '../values/field-path.ts'

export interface Comparing {
  /** Fields whose differences do not count. */
  readonly skip: readonly string[]
  readonly dots: boolean
  equal(a: Json | undefined, b: Json | undefined): boolean
}

/** Both versions of a field; null where an item lacks it. */
export interface Versions {
  readonly [side: string]: Json
  readonly inputA: Json
  readonly inputB: Json
}

export interface Comparison {
  readonly same: JsonObject
  readonly different: Readonly<Record<string, Versions>>
  /** Differences that do not count. */
  readonly skipped: Readonly<Record<string, Versions>>
}

export function compareItems(a: JsonObject, b: JsonObject, { skip, dots, equal }: Comparing): Comparison {
  const same: [string, Json | undefined][] = []
  const different: [string, Versions][] = []
  const counted = (json: JsonObject) => skip.reduce((rest, name) => removeField(rest, name, dots), json)
  const [left, right] = [counted(a), counted(b)]
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const [one, other] = [ownValue(left, key), ownValue(right, key)]
    if (equal(one, other)) same.push([key, one])
    else different.push([key, versions(one, other)])
  }
  const skipped = skip.flatMap((name): [string, Versions][] => {
    const [one, other] = [getField(a, name, dots), getField(b, name, dots)]
    return equal(one, other) ? [] : [[name, versions(one, other)]]
  })
  return {
    same: Object.fromEntries(same),
    different: Object.fromEntries(different),
    skipped: Object.fromEntries(skipped),
  }
}

function ownValue(json: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(json, key) ? json[key] : undefined
}

function versions(inputA: Json | undefined, inputB: Json | undefined): Versions {
  return { inputA: inputA ?? null, inputB: inputB ?? null }
}
