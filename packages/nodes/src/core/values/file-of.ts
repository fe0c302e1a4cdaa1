import { type BinaryData, type Item, type RunContext, refuse } from '@millrace/sdk'

/**
 * The file that an item carries under a name.
 * @throws NodeError where it has none, with the names it has
 */
export function fileOf(item: Item, name: string): BinaryData {
  const files = item.binary ?? {}
  const found = Object.hasOwn(files, name) ? files[name] : undefined
  if (found) return found
  const names = Object.keys(files).map((one) => `"${one}"`)
  throw refuse(
    names.length === 0
      ? `There is no file "${name}": the item has no files.`
      : `There is no file "${name}", only ${names.join(', ')}.`,
    { code: 'file_missing', hint: 'Check the name of the file in the node.', retry: 'no' },
  )
}

/**
 * The bytes of the file that an item carries under a name.
 * @throws NodeError where it has none, or where it is larger than a node may take into memory
 */
export async function bytesOf(item: Item, name: string, { files }: RunContext): Promise<Uint8Array> {
  const file = fileOf(item, name)
  if ((file.bytes ?? 0) > mostBytes) throw tooLarge(name)
  const bytes = await files.read(file)
  if (bytes.length > mostBytes) throw tooLarge(name)
  return bytes
}

/** What a node may take into memory at once. */
const mostBytes = 256 * 1024 * 1024

function tooLarge(name: string): Error {
  return refuse(`The file "${name}" is larger than ${mostBytes / 1024 / 1024} MB. Split it before this node.`, {
    code: 'file_too_large',
    retry: 'no',
  })
}
