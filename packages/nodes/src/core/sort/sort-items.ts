/** Items in another order: by fields, by chance, or as code compares them. The items stay the very same. */
import { deepEqual } from '@millrace/expression'
import * as m from '@millrace/sdk'
import { runCode } from '../code/run-code.ts'
import { getField } from '../values/field-path.ts'
import { isLess } from '../values/is-less.ts'
import { wholeNode } from '../values/whole-node.ts'

export interface SortField {
  readonly fieldName: string
  readonly order: 'ascending' | 'descending'
}

/**
 * Sorts by the first field, among equals by the next. Case does not matter. Which of two values comes first is
 * asked once, as n8n does: the place of items without the field follows from it.
 */
export function sortByFields(items: readonly m.Item[], fields: readonly SortField[], dots: boolean): readonly m.Item[] {
  if (fields.length === 0) throw refuse('No field is named. Name at least one to sort by.')
  const rows = items.map((item) => ({
    item,
    keys: fields.map(({ fieldName }) => toKey(getField(item.json, fieldName, dots))),
  }))
  for (const [at, { fieldName }] of fields.entries()) {
    if (rows.some(({ keys }) => keys[at] !== undefined)) continue
    const nested = !dots && fieldName.includes('.')
    throw refuse(
      `No item has the field "${fieldName}". ${nested ? 'Dots are part of names here: turn that off to reach into fields.' : 'Check its name.'}`,
    )
  }
  return rows
    .toSorted((a, b) => {
      for (const [at, { order }] of fields.entries()) {
        const [left, right] = [a.keys[at], b.keys[at]]
        if (!deepEqual(left, right)) return isLess(left, right) === (order === 'ascending') ? -1 : 1
      }
      return 0
    })
    .map(({ item }) => item)
}

function toKey(value: m.Json | undefined): m.Json | undefined {
  return typeof value === 'string' ? value.toLowerCase() : value
}

/** Sorts by chance. */
export function shuffle(items: readonly m.Item[], random: () => number): readonly m.Item[] {
  const shuffled = [...items]
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    const [a, b] = [shuffled[last], shuffled[other]]
    if (a !== undefined && b !== undefined) [shuffled[last], shuffled[other]] = [b, a]
  }
  return shuffled
}

/** Sorts as code says that compares the items `a` and `b`. The sandbox gives back the order, not the items. */
export async function sortByCode(
  items: readonly m.Item[],
  code: string,
  context: m.RunContext,
): Promise<readonly m.Item[]> {
  if (!code.includes('return')) {
    throw refuse('The code returns nothing. Return a negative number to put a first, a positive one to put b first.')
  }
  const compared = `const compare = (a, b) => {${code}\n}
return [{ json: { order: items.map((_, i) => i).sort((i, j) => compare(items[i], items[j])) } }]`
  const [answer] = await runCode(context, items, { language: 'javaScript', code: compared, mode: 'allItems' }).catch(
    (error: unknown) => {
      throw wholeNode(error)
    },
  )
  const order = answer?.json['order']
  return Array.isArray(order) ? order.flatMap((place) => items[Number(place)] ?? []) : items
}

function refuse(message: string): m.NodeError {
  return m.refuse(message, { code: 'sort_unknown', retry: 'no', reach: 'node' })
}
