/** Reads the head of a document: everything but nodes, connections and pinned data. */
import type { Json, JsonObject } from '@millrace/sdk'
import { type Diagnostic, diagnostic } from '../diagnostic.ts'
import type { Workflow, WorkflowSettings } from '../document.ts'
import { isJsonList, isJsonObject, own } from '../json.ts'
import { flag, text, workflowSettings } from './fields.ts'
import { defaultLimits, readJson } from './read-json.ts'

export type Report = (found: Diagnostic) => void

export type Head = Omit<Workflow, 'nodes' | 'edges' | 'pinData' | 'found'>

/** The name of a document that has none. */
export const unnamed = 'My workflow'

export function readHead(document: JsonObject, name: string | undefined, report: Report): Head {
  const id = own(document, 'id')
  const written = own(document, 'name')
  const active = own(document, 'active')
  const staticData = readStaticData(own(document, 'staticData'))
  const { millrace, ...meta } = readObject(document, 'meta', report) ?? {}
  const extra = Object.entries(document).filter(([key]) => !headKeys.has(key))
  reportWrongType(document, 'name', typeof written === 'string', report)
  return {
    ...(id === undefined || text(id) === undefined ? {} : { id: text(id) }),
    name: (written === undefined ? undefined : text(written)) ?? name ?? unnamed,
    ...(active === undefined || flag(active) === undefined ? {} : { active: flag(active) }),
    settings: readSettings(document, report),
    ...(staticData === undefined ? {} : { staticData }),
    tags: readTags(own(document, 'tags')),
    ...(Object.keys(meta).length === 0 ? {} : { meta }),
    ...(isJsonObject(millrace) ? { millrace } : {}),
    ...(extra.length === 0 ? {} : { extra: Object.fromEntries(extra) }),
  }
}

const headKeys: ReadonlySet<string> = new Set([
  'id',
  'name',
  'active',
  'nodes',
  'connections',
  'settings',
  'pinData',
  'staticData',
  'tags',
  'meta',
])

function readSettings(document: JsonObject, report: Report): WorkflowSettings {
  const settings: [string, Json][] = []
  const readers = new Map(Object.entries<(value: Json) => Json | undefined>(workflowSettings))
  for (const [key, written] of Object.entries(readObject(document, 'settings', report) ?? {})) {
    if (written === undefined) continue
    const read = readers.get(key)
    const value = read === undefined || written === null ? written : read(written)
    if (value !== undefined && (read === undefined || value !== null)) settings.push([key, value])
    if (value === undefined) {
      report(
        diagnostic('settings.wrong-type', `The workflow setting “${key}” has an impossible value and is not used.`, {
          path: ['settings', key],
        }),
      )
    }
  }
  if (!settings.some(([key]) => key === 'executionOrder')) {
    report(
      diagnostic(
        'settings.no-execution-order',
        'The workflow does not say in which order its branches run, so it runs by the old rules (v0).',
        { path: ['settings', 'executionOrder'] },
      ),
    )
  }
  return Object.fromEntries(settings)
}

/** Static data is an object, which some exports hold as text. */
function readStaticData(written: Json | undefined): JsonObject | undefined {
  if (isJsonObject(written)) return written
  if (typeof written !== 'string') return undefined
  const parsed = readJson(written, defaultLimits, () => undefined)
  return isJsonObject(parsed) ? parsed : undefined
}

/** Tags are named by text, or by `{id, name}` with dates. */
function readTags(written: Json | undefined): readonly string[] {
  if (!isJsonList(written)) return []
  return written.flatMap((tag) => {
    const name = isJsonObject(tag) ? own(tag, 'name') : tag
    return typeof name === 'string' ? [name] : []
  })
}

/** The object under a key; anything else there is reported and counts as missing. */
export function readObject(document: JsonObject, key: string, report: Report): JsonObject | undefined {
  const value = own(document, key)
  if (isJsonObject(value)) return value
  reportWrongType(document, key, false, report)
  return undefined
}

export function reportWrongType(document: JsonObject, key: string, right: boolean, report: Report): void {
  const written = own(document, key)
  if (right || written === undefined || written === null) return
  report(diagnostic('document.wrong-type', `“${key}” cannot be read and counts as missing.`, { path: [key] }))
}
