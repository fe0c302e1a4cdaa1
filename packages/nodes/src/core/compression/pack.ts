import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { type BinaryData, type Item, type RunContext, refuse } from '@millrace/sdk'
import { writeTar } from '../files/tar.ts'
import { type ArchivedFile, writeArchive } from '../files/write-archive.ts'
import { bytesOf, fileOf } from '../values/file-of.ts'

export type ArchiveFormat = 'tar' | 'targz' | 'zip'

const types: Readonly<Record<ArchiveFormat, string>> = {
  tar: 'application/x-tar',
  targz: 'application/gzip',
  zip: 'application/zip',
}

const pack = promisify(gzip)

/** One archive of several files of an item. */
export async function packTogether(
  item: Item,
  names: readonly string[],
  format: ArchiveFormat,
  fileName: string,
  context: RunContext,
): Promise<BinaryData> {
  const files: ArchivedFile[] = []
  for (const [index, name] of names.entries()) {
    const about = fileOf(item, name)
    const usual = about.fileExtension ? `file_${index}.${about.fileExtension}` : `file_${index}`
    files.push({ name: unusedName(about.fileName || usual, files), bytes: await bytesOf(item, name, context) })
  }
  const at = context.now()
  const bytes =
    format === 'zip'
      ? await writeArchive(files, { at })
      : format === 'tar'
        ? writeTar(files, at)
        : await pack(writeTar(files, at))
  return context.files.store(bytes, { fileName, mimeType: types[format] })
}

/** A file of an item, packed on its own. */
export async function packAlone(item: Item, name: string, fileName: string, context: RunContext): Promise<BinaryData> {
  const bytes = await pack(await bytesOf(item, name, context))
  return context.files.store(bytes, { fileName, mimeType: types.targz })
}

/** The names in a text with commas. */
export function namesIn(text: string): readonly string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  if (names.length > 0) return names
  throw refuse('No file is named. Name the files of the item, with commas between them.', {
    code: 'parameter_wrong',
    retry: 'no',
  })
}

/** Two files of one name would be one when they are unpacked. */
function unusedName(name: string, files: readonly ArchivedFile[]): string {
  const taken = new Set(files.map((one) => one.name))
  if (!taken.has(name)) return name
  const dot = name.lastIndexOf('.')
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
  for (let number = 1; ; number++) {
    const numbered = `${stem}_${number}${extension}`
    if (!taken.has(numbered)) return numbered
  }
}
