import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/**
 * How larger texts lie in the database. Level 1 of zstd packs JSON about as small as gzip does, in a tenth of the
 * time; a text below the threshold costs more to pack than it saves.
 */
export interface Packed {
  readonly packing: number
  readonly data: Uint8Array
}

const PLAIN = 0
/** What the engine packs itself, the pieces of large lists, is packed so. */
export const ZSTD = 1
const THRESHOLD = 8192

export function pack(text: string): Packed {
  const bytes = Buffer.from(text)
  if (bytes.length < THRESHOLD) return { packing: PLAIN, data: bytes }
  const data = zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 1 } })
  return { packing: ZSTD, data }
}

export function unpack({ packing, data }: Packed): string {
  switch (packing) {
    case PLAIN:
      return Buffer.from(data).toString()
    case ZSTD:
      return zstdDecompressSync(data).toString()
    default:
      throw new TypeError(`Stored items are packed in an unknown way (${packing}).`)
  }
}
