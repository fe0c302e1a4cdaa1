/** What can be shown of a file, by what it says it is. */
import { filePath } from '@millrace/api'
import type { BinaryData } from '@millrace/sdk'

export type PreviewKind = 'image' | 'audio' | 'video' | 'pdf' | 'json' | 'text'

/** How a file can be looked at; undefined: it can be downloaded only. */
export function previewKind({
  mimeType,
  fileName = '',
}: Pick<BinaryData, 'mimeType' | 'fileName'>): PreviewKind | undefined {
  const type = mimeType.toLowerCase().split(';')[0]?.trim() ?? ''
  if (/^image\/(?:png|jpeg|gif|webp|avif|bmp|svg\+xml)$/.test(type)) return 'image'
  if (type.startsWith('audio/')) return 'audio'
  if (type.startsWith('video/')) return 'video'
  if (type === 'application/pdf') return 'pdf'
  if (/^application\/(?:[\w.-]+\+)?json$/.test(type) || /\.json$/i.test(fileName)) return 'json'
  if (type.startsWith('text/') || texts.test(type)) return 'text'
  return undefined
}

/** Texts by another name. HTML is one: it is shown as it is written. */
const texts =
  /^application\/(?:[\w.-]+\+)?(?:xml|yaml|x-yaml|javascript|sql|x-sh|x-ndjson|jsonl|toml|rtf|x-www-form-urlencoded)$/

/** Where a file's bytes are: at the server by reference, or in the item itself. */
export function fileAddress(execution: string | null, file: BinaryData, as?: 'download'): string | undefined {
  if (file.id !== undefined) return execution === null ? undefined : filePath(execution, file, as)
  return file.data === undefined ? undefined : `data:${file.mimeType};base64,${file.data}`
}

/** The beginning of a file, at most this many bytes of it. */
export async function readBytes(
  address: string,
  most: number,
): Promise<{ readonly bytes: Uint8Array; readonly whole: boolean }> {
  if (address.startsWith('data:')) {
    const all = Uint8Array.from(atob(address.slice(address.indexOf(',') + 1)), (sign) => sign.charCodeAt(0))
    return { bytes: all.subarray(0, most), whole: all.length <= most }
  }
  // An empty file has no first byte to ask for.
  const answer = await fetch(address, { headers: { range: `bytes=0-${most - 1}` } })
  if (answer.status === 416) return { bytes: new Uint8Array(), whole: true }
  if (!answer.ok)
    throw new Error(answer.status === 404 ? 'The file is no longer kept.' : `The server answered ${answer.status}.`)
  const bytes = new Uint8Array(await answer.arrayBuffer())
  const size = Number(/\/(\d+)$/.exec(answer.headers.get('content-range') ?? '')?.[1] ?? bytes.length)
  return { bytes, whole: bytes.length >= size }
}
