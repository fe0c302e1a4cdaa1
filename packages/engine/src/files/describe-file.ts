/**
 * What an item says of a file: its type, given or found; its name, and what people are told of its size.
 *
 *   D1  A type that is given is believed. Else the extension of the name decides, then the bytes; what none of
 *       them tells is text.
 *   D2  The extension is the name's own. Where it has none, it is the usual one of a type that was given or
 *       recognised, never of one that was merely assumed.
 */
import type { BinaryData } from '@millrace/sdk'
import { extensionOf, fileTypeOf, typeOfExtension } from './file-kinds.ts'
import { sniffType } from './sniff-type.ts'

export interface AboutFile {
  /** The name, perhaps with the folders it lay in. */
  readonly fileName?: string
  readonly mimeType?: string
}

/** Describes a file whose bytes are stored under `id`. */
export function describeFile(bytes: Uint8Array, { fileName, mimeType: given }: AboutFile, id: string): BinaryData {
  const { directory, name } = partsOf(fileName)
  const own = name === undefined ? undefined : extensionIn(name)
  const recognised = present(given) ?? (own === undefined ? undefined : typeOfExtension(own)) ?? sniffType(bytes)
  const mimeType = recognised ?? 'text/plain'
  const fileType = fileTypeOf(mimeType)
  const fileExtension = own ?? (recognised === undefined ? undefined : extensionOf(recognised))
  return {
    mimeType,
    ...(fileType !== undefined && { fileType }),
    ...(fileExtension !== undefined && { fileExtension }),
    ...(name !== undefined && { fileName: name }),
    ...(directory !== undefined && { directory }),
    fileSize: sizeForPeople(bytes.length),
    bytes: bytes.length,
    id,
  }
}

/** A size in the largest unit that fits, with three digits that count. */
export function sizeForPeople(bytes: number): string {
  let size = bytes
  let unit = 0
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1000
    unit += 1
  }
  return `${Number(size.toPrecision(3))} ${UNITS[unit]}`
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

function partsOf(path: string | undefined): { readonly directory?: string; readonly name?: string } {
  if (path === undefined) return {}
  const slash = path.lastIndexOf('/')
  const name = present(path.slice(slash + 1))
  const directory = slash < 0 ? undefined : present(path.slice(0, slash))
  return { ...(directory !== undefined && { directory }), ...(name !== undefined && { name }) }
}

/** The extension of a name; a name that only begins with a dot has none. */
function extensionIn(name: string): string | undefined {
  const dot = name.lastIndexOf('.')
  return dot < 1 ? undefined : present(name.slice(dot + 1))
}

function present(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}
