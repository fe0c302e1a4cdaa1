/**
 * Items told apart by what earlier executions saw: values, the highest number, or the latest moment. What was
 * seen is kept per node or for the whole workflow, under names that `forget` knows all of.
 */
import { createHash } from 'node:crypto'
import * as m from '@millrace/sdk'
import { toDateTime } from '../values/to-date-time.ts'

export type Scope = 'node' | 'workflow'

/** Items that go on, and items that were seen before. */
export interface Told {
  readonly outputs: readonly [kept: readonly m.Item[], discarded: readonly m.Item[]]
}

/** Tells by values: what was among the last `limit` ones is known. */
export async function tellByValue(
  items: readonly m.Item[],
  valueAt: (index: number) => unknown,
  context: m.RunContext,
  { scope, limit }: { readonly scope: Scope; readonly limit: number },
): Promise<Told> {
  const values = items.map((_, index) => digest(valueAt(index)))
  const isNew = await context.tables.addNew(setName('values', scope, context), values, limit)
  return told(items, (index) => isNew[index] ?? true)
}

/** Tells by numbers: what is not above the highest one so far is known. */
export async function tellByNumber(
  items: readonly m.Item[],
  valueAt: (index: number) => unknown,
  context: m.RunContext,
  scope: Scope,
): Promise<Told> {
  const numbers = items.map((_, index) => toNumber(valueAt(index), index))
  return tellByHeight(items, numbers, context, setName('highest', scope, context))
}

/** Tells by moments: what is not after the latest one so far is known. */
export async function tellByDate(
  items: readonly m.Item[],
  valueAt: (index: number) => unknown,
  context: m.RunContext,
  scope: Scope,
): Promise<Told> {
  const moments = items.map((_, index) => toMoment(valueAt(index), index, context.zone))
  return tellByHeight(items, moments, context, setName('latest', scope, context))
}

/** Forgets everything that was seen. */
export async function forget(context: m.RunContext, scope: Scope): Promise<void> {
  for (const kind of ['values', 'highest', 'latest'] as const) {
    await context.tables.clear(setName(kind, scope, context))
  }
}

async function tellByHeight(
  items: readonly m.Item[],
  heights: readonly number[],
  context: m.RunContext,
  name: string,
): Promise<Told> {
  if (items.length === 0) return told(items, () => true)
  const highest = heights.reduce((most, one) => Math.max(most, one), -Infinity)
  const before = (await context.tables.raise(name, highest)) ?? -Infinity
  return told(items, (index) => (heights[index] ?? before) > before)
}

function told(items: readonly m.Item[], isNew: (index: number) => boolean): Told {
  const outputs: [m.Item[], m.Item[]] = [[], []]
  for (const [index, item] of items.entries()) outputs[isNew(index) ? 0 : 1].push(item)
  return { outputs }
}

function setName(kind: 'values' | 'highest' | 'latest', scope: Scope, { node }: m.RunContext): string {
  return scope === 'node' ? `${kind}:node:${node.id}` : `${kind}:workflow`
}

/** Values are kept as digests: short, and nobody reads in the database what they were. */
function digest(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return createHash('sha256').update(text).digest('base64url')
}

function toNumber(value: unknown, itemIndex: number): number {
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value)
  if (Number.isFinite(number)) return number
  throw notComparable(value, 'number', itemIndex)
}

function toMoment(value: unknown, itemIndex: number, zone: string): number {
  const moment = toDateTime(value, zone)?.toMillis()
  if (moment !== undefined) return moment
  throw notComparable(value, 'date', itemIndex)
}

function notComparable(value: unknown, kind: string, itemIndex: number): m.NodeError {
  return m.refuse(`${JSON.stringify(value) ?? 'An empty value'} is no ${kind}, so it cannot be compared with others.`, {
    code: 'duplicates_value',
    retry: 'no',
    itemIndex,
  })
}
