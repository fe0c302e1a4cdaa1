/** Compares a run with what was recorded of it. */
import { createHash } from 'node:crypto'
import type { BinaryData, Item, ItemError, Json, JsonObject } from '@millrace/sdk'
import type { RanNode, LocalRun } from '@millrace/engine/testing'
import { linkForm, sameJson, show } from './matches.ts'
import { objectOf, type RecordedCase, type RecordedRun } from './recorded.ts'

/** Reads the bytes of a file that a run made. */
export type ReadFile = (file: BinaryData) => Promise<Uint8Array>

/** Formats whose bytes carry times or makers' marks: their content is not compared byte by byte. */
const MARKED = /zip|gzip|pdf|sheet|excel|opendocument/

export interface ErrorRun {
  readonly status: string
  readonly items: Json
}

/** The first difference, or undefined. */
export async function compareRun(
  { result }: RecordedCase,
  run: LocalRun,
  read: ReadFile,
  errorRuns: Json | undefined,
): Promise<string | undefined> {
  const refused = run.error?.code === 'workflow_refused'
  if (result.refused !== refused) return refused ? `refused: ${run.error?.message}` : 'ran although it was refused'
  if (run.status !== result.status) return `status: ${run.status} for ${result.status} (${run.error?.message ?? ''})`
  if (refused) return undefined

  const ran = run.runs.filter((one) => !(one.taken && one.pinned))
  const order = ran.map((one) => (one.run === 0 ? one.node : `${one.node}#${one.run}`))
  if (order.join() !== result.order.join()) return `order: ${order.join(' ')} for ${result.order.join(' ')}`
  for (const one of ran) {
    const recorded = result.runs[one.node]?.[one.run]
    if (recorded === undefined) return `${one.node}#${one.run}: ran, not recorded`
    const difference = await compareNodeRun(recorded, one, read, `${one.node}#${one.run}`)
    if (difference !== undefined) return difference
  }
  if ((result.lastNode ?? '') !== (run.lastNode ?? '')) return `lastNode: ${run.lastNode} for ${result.lastNode}`
  return (
    compareError(result.error, run.error, 'error') ??
    compareOptional(result.staticData, run.staticData, 'staticData') ??
    compareOptional(result.customData, emptyIsNothing(run.customData), 'customData') ??
    compareOptional(result.errorRuns, errorRuns, 'errorRuns')
  )
}

function emptyIsNothing(data: Readonly<Record<string, string>>): JsonObject | undefined {
  return Object.keys(data).length === 0 ? undefined : data
}

function compareOptional(expected: Json | undefined, actual: Json | undefined, at: string): string | undefined {
  return expected === undefined && actual === undefined ? undefined : sameJson(expected, plain(actual), at)
}

function plain(value: Json | undefined): Json | undefined {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as Json)
}

async function compareNodeRun(
  recorded: RecordedRun,
  ran: RanNode,
  read: ReadFile,
  at: string,
): Promise<string | undefined> {
  if (recorded.status !== ran.status)
    return `${at} status: ${ran.status} (${ran.error?.message ?? ''}) for ${recorded.status}`
  const source = ran.source.map((one) => (one === null ? null : [one.node, one.output, one.run]))
  const sources = sameJson(trimmed((recorded.source as Json) ?? []), trimmed(source as Json), `${at} source`)
  if (sources !== undefined) return sources
  const outputs = recorded.out?.main ?? []
  const width = Math.max(outputs.length, ran.outputs.length)
  for (let output = 0; output < width; output++) {
    const difference = await compareItems(outputs[output] ?? [], ran.outputs[output] ?? [], read, `${at}[${output}]`)
    if (difference !== undefined) return difference
  }
  return compareError(recorded.error, ran.error, `${at} error`)
}

/** A list without what is null at its end. */
function trimmed(list: Json): Json {
  if (!Array.isArray(list)) return list
  const copy = [...list]
  while (copy.length > 0 && copy.at(-1) === null) copy.pop()
  return copy
}

async function compareItems(
  recorded: readonly JsonObject[],
  items: readonly Item[],
  read: ReadFile,
  at: string,
): Promise<string | undefined> {
  if (recorded.length !== items.length) return `${at}: ${items.length} items for ${recorded.length}`
  for (let i = 0; i < recorded.length; i++) {
    const expected = recorded[i]
    const actual = items[i]
    if (expected === undefined || actual === undefined) continue
    const difference = await compareItem(expected, actual, read, `${at}[${i}]`)
    if (difference !== undefined) return difference
  }
  return undefined
}

async function compareItem(expected: JsonObject, item: Item, read: ReadFile, at: string): Promise<string | undefined> {
  const raw = objectOf(expected.json).$raw
  return (
    sameJson(raw ?? expected.json, plain(item.json), `${at}.json`) ??
    sameJson(linkForm(expected.pairedItem), linkForm(plain(item.pairedItem as Json)), `${at}.pairedItem`) ??
    (await compareFiles(objectOf(expected.binary), item.binary ?? {}, read, `${at}.binary`))
  )
}

async function compareFiles(
  expected: JsonObject,
  files: Readonly<Record<string, BinaryData>>,
  read: ReadFile,
  at: string,
): Promise<string | undefined> {
  if (Object.keys(expected).toSorted().join() !== Object.keys(files).toSorted().join()) {
    return `${at}: ${Object.keys(files).join()} for ${Object.keys(expected).join()}`
  }
  for (const [name, file] of Object.entries(files)) {
    const about = objectOf(expected[name])
    for (const key of ['mimeType', 'fileName', 'fileExtension'] as const) {
      const difference = sameJson(about[key], file[key], `${at}.${name}.${key}`)
      if (difference !== undefined) return difference
    }
    const difference = await compareContent(about, file, read, `${at}.${name}`)
    if (difference !== undefined) return difference
  }
  return undefined
}

async function compareContent(
  about: JsonObject,
  file: BinaryData,
  read: ReadFile,
  at: string,
): Promise<string | undefined> {
  const bytes = await read(file)
  if (MARKED.test(`${file.mimeType} ${file.fileExtension}`)) return undefined
  if (about.size !== undefined && about.size !== bytes.length)
    return `${at}: ${bytes.length} bytes for ${show(about.size)}`
  const hash = createHash('sha256').update(bytes).digest('hex')
  return about.sha256 === undefined || about.sha256 === hash ? undefined : `${at}: other content`
}

/** Presence, item, kind and the texts that cases bring along; names of classes where n8n records them. */
function compareError(expected: JsonObject | undefined, error: ItemError | undefined, at: string): string | undefined {
  if (expected === undefined) return error === undefined ? undefined : `${at}: ${error.message} where none was`
  if (error === undefined) return `${at}: none where ${show(expected)} was`
  const { message, node, itemIndex, type } = expected
  return (
    (typeof message === 'string' && message.includes('E:')
      ? sameJson(message, error.message, `${at}.message`)
      : undefined) ??
    (node === undefined ? undefined : sameJson(node, error.node, `${at}.node`)) ??
    sameJson(itemIndex, error.itemIndex, `${at}.itemIndex`) ??
    (type === undefined ? undefined : sameJson(type, error.type, `${at}.type`))
  )
}
