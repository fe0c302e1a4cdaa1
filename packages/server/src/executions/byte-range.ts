/** The part of a file that a request asks for (RFC 9110, section 14): one range of bytes; of several, all. */
export type ByteRange =
  | { readonly status: 200 | 206; readonly from: number; readonly to: number }
  | { readonly status: 416 }

/** Reads a `Range` header. `to` is the place behind the last byte. */
export function readRange(header: string | undefined, size: number): ByteRange {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? []
  if (first === '' && last === '') return { status: 200, from: 0, to: size }
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const to = first === '' || last === '' ? size : Math.min(size, Number(last) + 1)
  return from < to ? { status: 206, from, to } : { status: 416 }
}
