import type { BinaryData, Item, JsonObject, RunContext } from '@millrace/sdk'

/** What a new file is, and is called where nobody says it. */
export interface MadeFile {
  readonly bytes: Uint8Array
  readonly fileName?: string | undefined
  /** The name it gets otherwise; without an extension, that of its type is put behind it. */
  readonly usualName: string
  readonly mimeType?: string | undefined
}

/** Stores a new file under the name it was given, or its usual one. */
export async function storeMade(made: MadeFile, { files }: RunContext): Promise<BinaryData> {
  const { bytes, usualName } = made
  const fileName = made.fileName || (usualName.includes('.') ? usualName : undefined)
  const stored = await files.store(bytes, {
    ...(fileName && { fileName }),
    ...(made.mimeType && { mimeType: made.mimeType }),
  })
  if (fileName) return stored
  return { ...stored, fileName: stored.fileExtension ? `${usualName}.${stored.fileExtension}` : usualName }
}

/** An item that holds nothing but a file. */
export function itemOf(file: BinaryData, name: string, json: JsonObject = {}): Item {
  return { json, binary: Object.fromEntries([[name, file]]) }
}
