import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { type BinaryData, type Item, type RunContext, refuse } from '@millrace/sdk'
import { isArchive, mostUnpacked, readArchive, unpackEntry } from '../files/archive.ts'
import { isTar, readTar } from '../files/tar.ts'
import type { ArchivedFile } from '../files/write-archive.ts'
import { bytesOf, fileOf } from '../values/file-of.ts'

/**
 * The files in an archive that an item carries; of a file that is only packed, that one.
 * @throws NodeError where it is no archive, damaged, or beyond the limits
 */
export async function unpackFile(item: Item, name: string, context: RunContext): Promise<readonly BinaryData[]> {
  const about = fileOf(item, name)
  const bytes = await bytesOf(item, name, context)
  const stored: BinaryData[] = []
  for await (const file of filesIn(bytes, about)) {
    const found = await context.files.store(file.bytes, { fileName: file.name })
    stored.push(named(found))
  }
  return stored
}

async function* filesIn(bytes: Uint8Array, about: BinaryData): AsyncGenerator<ArchivedFile> {
  if (isArchive(bytes)) {
    for (const entry of readArchive(bytes)) {
      if (!entry.name.endsWith('/') && !isRemark(entry.name))
        yield { name: entry.name, bytes: await unpackEntry(entry) }
    }
  } else if (isTar(bytes)) yield* readTar(bytes)
  else if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    const content = await unpacked(bytes)
    if (isTar(content)) yield* readTar(content)
    else yield { name: nameWithin(about.fileName ?? ''), bytes: content }
  } else {
    throw refuse('The file is no archive: neither ZIP, nor TAR, nor packed with gzip.', {
      code: 'archive_unknown',
      retry: 'no',
    })
  }
}

/** What some systems put beside every file of theirs. */
function isRemark(name: string): boolean {
  return name.startsWith('__MACOSX/') || name.endsWith('.DS_Store')
}

async function unpacked(bytes: Uint8Array): Promise<Uint8Array> {
  const most = mostUnpacked(bytes.length)
  try {
    return await inflate(bytes, { maxOutputLength: most })
  } catch (cause) {
    const tooLarge = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE'
    throw refuse(
      tooLarge
        ? `The file unpacks to more than ${Math.round(most / 1024 / 1024)} MB, which is too much for its size.`
        : 'The file cannot be unpacked: it is damaged.',
      { code: tooLarge ? 'archive_too_large' : 'archive_invalid', retry: 'no', cause },
    )
  }
}

const inflate = promisify(gunzip)

/** The name of a file without what packing put behind it. */
function nameWithin(name: string): string {
  return name.replace(/\.(?:gz|gzip)$/i, '').replace(/\.tgz$/i, '.tar') || 'file'
}

/** A file whose name says what it is: the extension is that of its type, or of texts. */
function named(file: BinaryData): BinaryData {
  const { fileName = 'file', fileExtension } = file
  if (/[^.]\.[^.]+$/.test(fileName)) return file
  const extension = fileExtension ?? (file.mimeType === 'text/plain' ? 'txt' : undefined)
  return extension === undefined
    ? { ...file, fileName }
    : { ...file, fileName: `${fileName}.${extension}`, fileExtension: extension }
}
