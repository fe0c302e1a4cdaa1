/**
 * Items as they lie in files and journals where they are many: JSON, packed by zstd. Its first level makes JSON about as
 * small as gzip does, in a tenth of the time.
 */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { Item } from '@millrace/sdk'

const fast = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

export function packItems(items: readonly Item[]): Uint8Array {
  return zstdCompressSync(JSON.stringify(items), fast)
}

/** Reads what `packItems` made. */
export function unpackItems(bytes: Uint8Array): readonly Item[] {
  return JSON.parse(zstdDecompressSync(bytes).toString()) as readonly Item[]
}
