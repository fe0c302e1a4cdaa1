/**
 * What code may answer with, and the items that makes.
 *
 * A wrong shape is the node's failure, not the code's: it fails the node whatever its error setting says.
 * The functions are pure; they see the code's own values, before they become JSON.
 */
import type { CodeMode } from '../code.ts'

export type ShapeProblem = { readonly message: string; readonly description: string; readonly itemIndex?: number }
export type Shape<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: ShapeProblem }

export type ShapedItem = { readonly [key: string]: unknown }

const itemKeys: ReadonlySet<string> = new Set(['json', 'binary', 'pairedItem', 'error', 'index'])

const advice =
  'Return a list of objects, one for each item to output: [{ json: { name: "Ada" } }]. null or [] outputs nothing.'
const itemAdvice = 'Return one object for the item: { json: { name: "Ada" } }. null or nothing drops the item.'

/** The items of a run over all items: null is none, one object is one item, plain objects are wrapped. */
export function shapeAllItems(value: unknown): Shape<ShapedItem[]> {
  if (value === null) return { ok: true, value: [] }
  if (Array.isArray(value)) return shapeList(value)
  if (!isObject(value)) return wrong(`The code returned ${nameOf(value)} instead of items`, advice)
  return shapeList([value])
}

/** The item of a run for one item; undefined drops it. Its link is always the item it was made from. */
export function shapeEachItem(value: unknown, itemIndex: number): Shape<ShapedItem | undefined> {
  if (value === null || value === undefined) return { ok: true, value: undefined }
  if (!isObject(value)) {
    return wrong(`The code returned ${nameOf(value)} instead of an item`, itemAdvice, itemIndex)
  }
  const shaped = looksLikeItem(value) ? shapeItem(value, itemIndex) : { ok: true as const, value: { json: value } }
  return shaped.ok ? { ok: true, value: { ...shaped.value, pairedItem: { item: itemIndex } } } : shaped
}

/** The items of the older Function node: a list, each with `json` of its own. */
export function shapeFunction(value: unknown): Shape<ShapedItem[]> {
  if (!Array.isArray(value)) return wrong(`The code returned ${nameOf(value)} instead of a list of items`, advice)
  for (const [itemIndex, item] of value.entries()) {
    if (!isObject(item)) return wrong(`Item ${itemIndex} is ${nameOf(item)} instead of an object`, advice, itemIndex)
    if (!isObject(item.json)) {
      return wrong(`Item ${itemIndex} has ${nameOf(item.json)} as "json" instead of an object`, advice, itemIndex)
    }
  }
  return { ok: true, value }
}

/** The json of the older Function Item node; its item keeps its files. */
export function shapeFunctionItem(value: unknown, itemIndex: number): Shape<unknown> {
  if (value === undefined || value === null) {
    return wrong(`The code returned ${nameOf(value)} instead of the item's data`, 'Return item;', itemIndex)
  }
  return { ok: true, value }
}

export function isPerItem(mode: CodeMode): boolean {
  return mode === 'eachItem' || mode === 'functionItem'
}

function shapeList(list: readonly unknown[]): Shape<ShapedItem[]> {
  const objects: ShapedItem[] = []
  for (const [index, entry] of list.entries()) {
    if (!isObject(entry)) return wrong(`Entry ${index} of the result is ${nameOf(entry)} instead of an object`, advice)
    objects.push(entry)
  }
  const items = objects.filter(looksLikeItem).length
  if (items === 0) return { ok: true, value: objects.map((json) => ({ json })) }
  if (items < objects.length) {
    return wrong('The result mixes items with plain objects', `Give every entry a "json" key. ${advice}`)
  }
  const shaped: ShapedItem[] = []
  for (const [index, entry] of objects.entries()) {
    const item = shapeItem(entry, index)
    if (!item.ok) return item
    shaped.push(item.value)
  }
  return { ok: true, value: shaped }
}

function shapeItem(item: ShapedItem, itemIndex: number): Shape<ShapedItem> {
  const unknown = Object.keys(item).find((key) => !itemKeys.has(key))
  if (unknown !== undefined) {
    return wrong(`Unknown key "${unknown}" beside "json"`, 'Put the data of an item inside its "json".', itemIndex)
  }
  const { json = {}, binary } = item
  if (!isObject(json)) return wrong(`"json" is ${nameOf(json)} instead of an object`, advice, itemIndex)
  if (binary !== undefined && !isObject(binary)) {
    return wrong(`"binary" is ${nameOf(binary)} instead of an object of files`, advice, itemIndex)
  }
  return { ok: true, value: { ...item, json } }
}

function looksLikeItem(value: ShapedItem): boolean {
  return Object.keys(value).some((key) => itemKeys.has(key) && key !== 'index' && key !== 'error')
}

function isObject(value: unknown): value is ShapedItem {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}

function nameOf(value: unknown): string {
  if (value === null) return 'null'
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Date) return 'a date'
  if (typeof value === 'string') return 'text'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function wrong(message: string, description: string, itemIndex?: number): { ok: false; problem: ShapeProblem } {
  return {
    ok: false,
    problem: itemIndex === undefined ? { message, description } : { message, description, itemIndex },
  }
}
