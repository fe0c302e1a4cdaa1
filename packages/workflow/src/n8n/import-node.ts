import type { Json, JsonObject } from '@millrace/sdk'
import type { DiagnosticCode, Path } from '../diagnostic.ts'
import type { CredentialReference, NodeSettings, Position, WorkflowNode } from '../document.ts'
import { isJsonList, isJsonObject, own } from '../json.ts'
import { nodeSettings, number, text } from './fields.ts'
import { readTypeName } from './type-names.ts'

/** Tells what is odd about the node being read. */
export type ReportOnNode = (code: DiagnosticCode, message: string, path?: Path) => void

/** What a node is called and where it stands, decided by the importer for the whole document. */
export interface NodePlace {
  readonly id: string
  readonly name: string
  /** Where to put it if the document does not say. */
  readonly position: Position
}

/** Reads one entry of `nodes`. Whatever is wrong with it, it becomes a node, and `report` hears of it. */
export function readNode(entry: JsonObject, place: NodePlace, report: ReportOnNode): WorkflowNode {
  return {
    id: place.id,
    name: place.name,
    type: readType(entry, place, report),
    typeVersion: readVersion(entry, place, report),
    position: readPosition(entry, place, report),
    parameters: readParameters(entry, place, report),
    ...readCredentials(entry, place, report),
    ...readSettings(entry, place, report),
  }
}

const settingReaders = new Map(Object.entries<(value: Json) => Json | undefined>(nodeSettings))
const namedFields: ReadonlySet<string> = new Set([
  'id',
  'name',
  'type',
  'typeVersion',
  'position',
  'parameters',
  'credentials',
])

function readType(entry: JsonObject, place: NodePlace, report: ReportOnNode): string {
  const type = own(entry, 'type')
  if (typeof type === 'string' && type !== '') return readTypeName(type)
  report('node.missing-type', `“${place.name}” does not say what type of node it is. Delete it or replace it.`, [
    'type',
  ])
  return ''
}

function readVersion(entry: JsonObject, place: NodePlace, report: ReportOnNode): number {
  const written = own(entry, 'typeVersion')
  const version = written === undefined ? undefined : number(written)
  if (written === undefined) {
    report('node.missing-version', `“${place.name}” has no type version; version 1 is used.`, ['typeVersion'])
  } else if (typeof written !== 'number') {
    report('node.wrong-type', `The type version of “${place.name}” is no number; ${version ?? 1} is used.`, [
      'typeVersion',
    ])
  }
  return version ?? 1
}

function readPosition(entry: JsonObject, place: NodePlace, report: ReportOnNode): Position {
  const written = own(entry, 'position')
  const [x, y] = coordinates(written)
  if (x !== undefined && y !== undefined) return [x, y]
  if (written === undefined) {
    report('node.missing-position', `“${place.name}” has no position; it was placed beside its neighbour.`, [
      'position',
    ])
  } else {
    report('node.wrong-type', `The position of “${place.name}” is no pair of numbers; it was placed anew.`, [
      'position',
    ])
  }
  return place.position
}

/** A pair, or the `{x, y}` that other tools write. */
function coordinates(written: Json | undefined): readonly (number | undefined)[] {
  const pair = isJsonList(written) ? written : isJsonObject(written) ? [own(written, 'x'), own(written, 'y')] : []
  return pair.slice(0, 2).map((value) => (value === undefined ? undefined : number(value)))
}

function readParameters(entry: JsonObject, place: NodePlace, report: ReportOnNode): JsonObject {
  const written = own(entry, 'parameters')
  if (isJsonObject(written)) return written
  if (written !== undefined && written !== null) {
    report('node.wrong-type', `The parameters of “${place.name}” are not a set of named values; none were read.`, [
      'parameters',
    ])
  }
  return {}
}

function readCredentials(entry: JsonObject, place: NodePlace, report: ReportOnNode): Pick<WorkflowNode, 'credentials'> {
  const written = own(entry, 'credentials')
  if (written === undefined || written === null) return {}
  if (!isJsonObject(written)) {
    report('node.wrong-type', `The credentials of “${place.name}” cannot be read; choose them again.`, ['credentials'])
    return {}
  }
  const credentials: [string, CredentialReference][] = []
  for (const [type, reference] of Object.entries(written)) {
    const read = readCredential(reference)
    if (read) credentials.push([type, read])
    else {
      report('node.wrong-type', `The credential “${type}” of “${place.name}” cannot be read; choose it again.`, [
        'credentials',
        type,
      ])
    }
  }
  return credentials.length === 0 ? {} : { credentials: Object.fromEntries(credentials) }
}

/** `{id, name}`, or only the name, as documents had it before 2022. */
function readCredential(reference: Json | undefined): CredentialReference | undefined {
  if (typeof reference === 'string') return { id: null, name: reference }
  if (!isJsonObject(reference)) return undefined
  const id = own(reference, 'id')
  const name = own(reference, 'name')
  const rest: { readonly [key: string]: Json } = Object.fromEntries(
    Object.entries(reference).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
  return {
    ...rest,
    id: id === undefined || id === null ? null : (text(id) ?? null),
    name: (name === undefined ? undefined : text(name)) ?? '',
  }
}

/** The node's settings, and under `extra` every key nobody here knows. */
function readSettings(
  entry: JsonObject,
  place: NodePlace,
  report: ReportOnNode,
): NodeSettings & Pick<WorkflowNode, 'extra'> {
  const settings: [string, Json][] = []
  const extra: [string, Json | undefined][] = []
  for (const key of Object.keys(entry)) {
    if (namedFields.has(key)) continue
    const written = entry[key]
    const read = settingReaders.get(key)
    if (read === undefined) extra.push([key, written])
    if (read === undefined || written === undefined || written === null) continue
    const value = read(written)
    if (value !== undefined) settings.push([key, value])
    else {
      report('node.wrong-type', `The setting “${key}” of “${place.name}” has an impossible value and is not used.`, [
        key,
      ])
    }
  }
  if (extra.length > 0) settings.push(['extra', Object.fromEntries(extra)])
  return Object.fromEntries(settings)
}
