import type { Blobs } from '@millrace/engine'
import type { BinaryData } from '@millrace/sdk'
import { extensionOf } from './file-kinds.ts'
import type { Upload } from './read-body.ts'

/** Up to this many bytes a file lies in the item itself. */
const INLINE_BYTES = 4096

const none: Readonly<Record<string, BinaryData>> = Object.freeze({})

/** Stores what came with a request as files of the execution it starts. */
export async function storeUploads(
  blobs: Blobs,
  execution: string,
  uploads: Readonly<Record<string, Upload>>,
): Promise<Readonly<Record<string, BinaryData>>> {
  const names = Object.keys(uploads)
  if (names.length === 0) return none
  const files = await Promise.all(
    Object.entries(uploads).map(async ([name, upload]) => [name, await storeUpload(blobs, execution, upload)] as const),
  )
  return Object.fromEntries(files)
}

async function storeUpload(blobs: Blobs, execution: string, upload: Upload): Promise<BinaryData> {
  const { bytes } = upload
  const place =
    bytes.length <= INLINE_BYTES ? { data: bytes.toString('base64') } : { id: await blobs.put(execution, bytes) }
  return { ...describe(upload), bytes: bytes.length, ...place }
}

/** A body without a name (the raw body) is described by its type alone. */
function describe({ bytes, fileName, mimeType }: Upload): BinaryData {
  if (fileName === undefined) return { mimeType }
  const dot = fileName.lastIndexOf('.')
  const fileExtension = dot > 0 ? fileName.slice(dot + 1) : extensionOf(mimeType)
  return {
    mimeType,
    fileName,
    ...(fileExtension === undefined ? {} : { fileExtension }),
    fileSize: sizeForPeople(bytes.length),
  }
}

function sizeForPeople(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB']
  let size = bytes
  let unit = -1
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000
    unit += 1
  }
  return `${Number(size.toPrecision(3))} ${units[unit] ?? 'B'}`
}
