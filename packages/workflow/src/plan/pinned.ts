import type { BinaryData, Item, ItemLink, Json, JsonObject, LinkTarget } from '@millrace/sdk'
import { isJsonList, isJsonObject, own } from '../json.ts'

/** Pinned data as items: a list of items or, as people write it by hand, of their `json` alone. */
export function pinnedItems(pinned: readonly JsonObject[] | undefined): readonly Item[] | undefined {
  return pinned?.map((entry): Item => {
    const json = own(entry, 'json')
    if (!isJsonObject(json)) return { json: entry }
    const binary = readFiles(own(entry, 'binary'))
    const pairedItem = readLink(own(entry, 'pairedItem'))
    return {
      json,
      ...(binary === undefined ? undefined : { binary }),
      ...(pairedItem === undefined ? undefined : { pairedItem }),
    }
  })
}

function readFiles(value: Json | undefined): Readonly<Record<string, BinaryData>> | undefined {
  if (!isJsonObject(value)) return undefined
  const files = Object.entries(value).flatMap(([name, file]): [string, BinaryData][] => {
    if (!isJsonObject(file)) return []
    const mimeType = own(file, 'mimeType')
    return [
      [name, { ...textMembers(file), mimeType: typeof mimeType === 'string' ? mimeType : 'application/octet-stream' }],
    ]
  })
  return files.length === 0 ? undefined : Object.fromEntries(files)
}

const TEXTS = ['fileType', 'fileExtension', 'fileName', 'directory', 'fileSize', 'id', 'data'] as const

function textMembers(file: JsonObject): Partial<BinaryData> {
  const found = TEXTS.flatMap((key) => {
    const value = own(file, key)
    return typeof value === 'string' ? [[key, value] as const] : []
  })
  const bytes = own(file, 'bytes')
  return { ...Object.fromEntries(found), ...(typeof bytes === 'number' ? { bytes } : undefined) }
}

function readLink(value: Json | undefined): ItemLink | undefined {
  if (isJsonList(value)) {
    const links = value.map(readTarget)
    return links.some((link) => link === undefined) ? undefined : links.filter((link) => link !== undefined)
  }
  return readTarget(value)
}

function readTarget(value: Json | undefined): number | LinkTarget | undefined {
  if (typeof value === 'number') return value
  if (!isJsonObject(value)) return undefined
  const item = own(value, 'item')
  const input = own(value, 'input')
  if (typeof item !== 'number') return undefined
  return typeof input === 'number' ? { item, input } : { item }
}
