import * as m from '@millrace/sdk'

export const keepSource = m.choice('Keep', {
  json: 'The fields of the item',
  binary: 'The file',
  both: 'Both',
})

export type KeepSource = 'json' | 'binary' | 'both'

/** The item with what was found in one of its files: without the file and the other fields, unless they are kept. */
export function withContent(
  item: m.Item,
  file: string,
  add: (fields: m.JsonObject) => m.JsonObject,
  keep: KeepSource | undefined,
): m.Item {
  const json = add(keep === 'json' || keep === 'both' ? item.json : {})
  const binary = keep === 'binary' || keep === 'both' ? item.binary : withoutFile(item, file)
  return binary && Object.keys(binary).length > 0 ? { json, binary } : { json }
}

/** The files of an item but one. */
export function withoutFile(item: m.Item, name: string): m.Item['binary'] {
  return item.binary && Object.fromEntries(Object.entries(item.binary).filter(([one]) => one !== name))
}
