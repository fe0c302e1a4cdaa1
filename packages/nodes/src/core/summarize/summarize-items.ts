/** A table out of items: groups by the values of fields, and sums, counts, lists … of other fields in each. */
import * as m from '@millrace/sdk'
import { getField } from '../values/field-path.ts'
import { type Aggregation, aggregated, resultName } from './aggregations.ts'

export interface SummarizeSettings {
  readonly aggregations: readonly Aggregation[]
  /** The fields whose values make the groups; none: all items are one. */
  readonly groupBy: readonly string[]
  readonly dots: boolean
  /** One item for all groups, nested by their values, instead of an item for each. */
  readonly single: boolean
  /** Leaves out groups whose value is missing or empty. */
  readonly skipEmpty: boolean
  /** Whether a field that no item has is a mistake. */
  readonly mustExist: boolean
  /** Whether the values of groups become text, a missing one `undefined`: as the first version has it. */
  readonly groupsAsText: boolean
}

/** The table as items, linked to the items of their group. */
export function summarizeItems(items: readonly m.Item[], settings: SummarizeSettings): readonly m.Item[] {
  const aggregations = settings.aggregations.filter(({ field }) => field !== '')
  if (aggregations.length === 0) throw refuse('No field is named. Name at least one to summarize.')
  if (settings.mustExist) checkFields(items, aggregations, settings.dots)
  const rows = items.map(({ json }, item) => ({ json, item }))
  if (settings.single) {
    return [{ json: nested(rows, aggregations, settings.groupBy, settings), pairedItem: links(rows) }]
  }
  return [...groups(rows, settings)].map(({ values, members }) => ({
    json: { ...summary(members, aggregations, settings.dots), ...groupFields(values, settings) },
    pairedItem: links(members),
  }))
}

interface Row {
  readonly json: m.JsonObject
  readonly item: number
}

interface Group {
  readonly values: readonly (m.Json | undefined)[]
  readonly members: readonly Row[]
}

/** Groups in the order in which their first items came. */
function groups(rows: readonly Row[], { groupBy, dots, skipEmpty }: SummarizeSettings): Iterable<Group> {
  const found = new Map<string, { readonly values: readonly (m.Json | undefined)[]; readonly members: Row[] }>()
  for (const row of rows) {
    const values = groupBy.map((field) => getField(row.json, field, dots))
    if (skipEmpty && values.some(isEmpty)) continue
    const key = JSON.stringify(values.map((value) => (value === undefined ? [] : [value])))
    const group = found.get(key)
    if (group) group.members.push(row)
    else found.set(key, { values, members: [row] })
  }
  return found.values()
}

function groupFields(values: Group['values'], { groupBy, groupsAsText }: SummarizeSettings): m.JsonObject {
  const entries = groupBy.map((field, index) => {
    const value = values[index]
    return [normalName(field), groupsAsText ? asKey(value) : value] as const
  })
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

/** Groups inside groups, each under its value. */
function nested(
  rows: readonly Row[],
  aggregations: readonly Aggregation[],
  groupBy: readonly string[],
  settings: SummarizeSettings,
): m.JsonObject {
  const [field, ...inner] = groupBy
  if (field === undefined) return summary(rows, aggregations, settings.dots)
  const entries = [...groups(rows, { ...settings, groupBy: [field] })].map(
    ({ values, members }) => [asKey(values[0]), nested(members, aggregations, inner, settings)] as const,
  )
  return Object.fromEntries(entries)
}

function summary(rows: readonly Row[], aggregations: readonly Aggregation[], dots: boolean): m.JsonObject {
  return Object.fromEntries(
    aggregations.map((one) => {
      const values = rows.map(({ json }) => getField(json, one.field, dots))
      return [resultName(one.aggregation, normalName(one.field)), aggregated(one, values)]
    }),
  )
}

function checkFields(items: readonly m.Item[], aggregations: readonly Aggregation[], dots: boolean): void {
  for (const { field } of aggregations) {
    if (items.some(({ json }) => getField(json, field, dots) !== undefined)) continue
    throw refuse(`No item has the field "${field}". Check its name, or allow missing fields in the options.`)
  }
}

/** Names of columns have no dots, blanks, brackets or quotes. */
function normalName(field: string): string {
  return field.replaceAll(/[[\]"]/g, '').replaceAll(/[ .]/g, '_')
}

function asKey(value: m.Json | undefined): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

function isEmpty(value: m.Json | undefined): boolean {
  return value === undefined || value === null || value === ''
}

function links(rows: readonly Row[]): readonly m.LinkTarget[] {
  return rows.map(({ item }) => ({ item }))
}

function refuse(message: string): m.NodeError {
  return m.refuse(message, { code: 'summarize_fields', retry: 'no', reach: 'node' })
}
