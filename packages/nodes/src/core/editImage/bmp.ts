/**
 * BMP, which the library for images does not know: written with 32 bits, read uncompressed with 24 or 32.
 * https://learn.microsoft.com/en-us/windows/win32/gdi/bitmap-storage
 */
import { refuse } from '@millrace/sdk'

/** Pixels as four bytes each: red, green, blue, opacity. */
export interface Pixels {
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
}

const HEADER = 54

export function isBmp(bytes: Uint8Array): boolean {
  return bytes[0] === 0x42 && bytes[1] === 0x4d
}

export function writeBmp({ data, width, height }: Pixels): Uint8Array {
  const out = Buffer.alloc(HEADER + data.length)
  out.write('BM')
  out.writeUInt32LE(out.length, 2)
  out.writeUInt32LE(HEADER, 10)
  out.writeUInt32LE(40, 14)
  out.writeInt32LE(width, 18)
  // From the top down.
  out.writeInt32LE(-height, 22)
  out.writeUInt16LE(1, 26)
  out.writeUInt16LE(32, 28)
  out.writeUInt32LE(data.length, 34)
  for (let at = 0; at < data.length; at += 4) {
    out[HEADER + at] = data[at + 2] ?? 0
    out[HEADER + at + 1] = data[at + 1] ?? 0
    out[HEADER + at + 2] = data[at] ?? 0
    out[HEADER + at + 3] = data[at + 3] ?? 0
  }
  return out
}

/**
 * @param mostPixels what is read at most
 * @throws NodeError where it is of another kind, or larger
 */
export function readBmp(bytes: Uint8Array, mostPixels: number): Pixels {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.length < HEADER) throw unreadable()
  const [begin, width, tall] = [view.readUInt32LE(10), view.readInt32LE(18), view.readInt32LE(22)]
  const [bits, compression] = [view.readUInt16LE(28), view.readUInt32LE(30)]
  const height = Math.abs(tall)
  const step = bits / 8
  const row = Math.ceil((width * step) / 4) * 4
  if ((bits !== 24 && bits !== 32) || compression !== 0 || width <= 0 || height === 0) throw unreadable()
  if (width * height > mostPixels || begin + row * height > view.length) throw unreadable()
  const data = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y++) {
    const from = begin + row * (tall < 0 ? y : height - 1 - y)
    for (let x = 0; x < width; x++) {
      const [source, target] = [from + x * step, (y * width + x) * 4]
      data[target] = view[source + 2] ?? 0
      data[target + 1] = view[source + 1] ?? 0
      data[target + 2] = view[source] ?? 0
      data[target + 3] = bits === 32 ? (view[source + 3] ?? 255) : 255
    }
  }
  return { data, width, height }
}

function unreadable(): Error {
  return refuse('The BMP image is of a kind that cannot be read: only uncompressed ones with 24 or 32 bits can.', {
    code: 'image_unreadable',
    retry: 'no',
  })
}
