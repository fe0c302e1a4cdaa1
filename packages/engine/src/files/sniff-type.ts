/**
 * The media type that a file's first bytes give away. Only formats with a mark of their own are told: text of
 * any kind has none, and neither has what is unknown.
 */
export function sniffType(bytes: Uint8Array): string | undefined {
  const found = marks.find(({ at = 0, mark }) => begins(bytes, mark, at))
  if (found === undefined) return undefined
  return typeof found.type === 'string'
    ? found.type
    : found.type(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
}

interface Mark {
  readonly mark: readonly number[]
  readonly at?: number
  /** The type, or how to tell among the formats that share the mark. */
  readonly type: string | ((bytes: Buffer) => string | undefined)
}

const ascii = (text: string): readonly number[] => [...Buffer.from(text, 'latin1')]

const marks: readonly Mark[] = [
  { mark: [0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a], type: 'image/png' },
  { mark: [0xff, 0xd8, 0xff], type: 'image/jpeg' },
  { mark: ascii('GIF8'), type: 'image/gif' },
  { mark: ascii('RIFF'), type: riffType },
  { mark: ascii('%PDF'), type: 'application/pdf' },
  { mark: ascii('PK\x03\x04'), type: zipType },
  { mark: ascii('PK\x05\x06'), type: 'application/zip' },
  { mark: [0x1f, 0x8b], type: 'application/gzip' },
  { mark: ascii('ftyp'), at: 4, type: brandType },
  { mark: ascii('{\\rtf'), type: 'application/rtf' },
  { mark: ascii('<?xml '), type: 'application/xml' },
  { mark: ascii('%!PS'), type: 'application/postscript' },
  { mark: ascii('8BPS'), type: 'image/vnd.adobe.photoshop' },
  { mark: [0x49, 0x49, 0x2a, 0x00], type: 'image/tiff' },
  { mark: [0x4d, 0x4d, 0x00, 0x2a], type: 'image/tiff' },
  { mark: ascii('BM'), type: bitmapType },
  { mark: [0x00, 0x00, 0x01, 0x00], type: 'image/vnd.microsoft.icon' },
  { mark: [0xff, 0x0a], type: 'image/jxl' },
  { mark: ascii('ID3'), type: 'audio/mpeg' },
  { mark: [0xff, 0xfb], type: 'audio/mpeg' },
  { mark: [0xff, 0xf3], type: 'audio/mpeg' },
  { mark: [0xff, 0xf1], type: 'audio/aac' },
  { mark: ascii('fLaC'), type: 'audio/flac' },
  { mark: ascii('OggS'), type: oggType },
  { mark: ascii('#!AMR'), type: 'audio/amr' },
  { mark: ascii('MThd'), type: 'audio/midi' },
  { mark: [0x1a, 0x45, 0xdf, 0xa3], type: matroskaType },
  { mark: [0x00, 0x00, 0x01, 0xba], type: 'video/mpeg' },
  { mark: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], type: 'application/x-7z-compressed' },
  { mark: ascii('Rar!\x1a\x07'), type: 'application/x-rar-compressed' },
  { mark: ascii('BZh'), type: 'application/x-bzip2' },
  { mark: [0xfd, ...ascii('7zXZ'), 0x00], type: 'application/x-xz' },
  { mark: [0x28, 0xb5, 0x2f, 0xfd], type: 'application/zstd' },
  { mark: ascii('ustar'), at: 257, type: 'application/x-tar' },
  { mark: ascii('SQLite format 3\0'), type: 'application/vnd.sqlite3' },
  { mark: [0x00, ...ascii('asm')], type: 'application/wasm' },
  { mark: ascii('wOFF'), type: 'font/woff' },
  { mark: ascii('wOF2'), type: 'font/woff2' },
  { mark: ascii('OTTO'), type: 'font/otf' },
  { mark: [0x00, 0x01, 0x00, 0x00, 0x00], type: 'font/ttf' },
]

function begins(bytes: Uint8Array, mark: readonly number[], at: number): boolean {
  return mark.every((byte, index) => bytes[at + index] === byte)
}

function riffType(bytes: Buffer): string | undefined {
  switch (bytes.toString('latin1', 8, 12)) {
    case 'WEBP':
      return 'image/webp'
    case 'WAVE':
      return 'audio/wav'
    case 'AVI ':
      return 'video/x-msvideo'
    default:
      return undefined
  }
}

/** Two letters begin many texts: a bitmap also has its own length in its head. */
function bitmapType(bytes: Buffer): string | undefined {
  return bytes.length >= 14 && bytes.readUInt32LE(2) === bytes.length ? 'image/bmp' : undefined
}

function brandType(bytes: Buffer): string | undefined {
  const brand = bytes.toString('latin1', 8, 12).trim()
  if (brand === 'avif' || brand === 'avis') return 'image/avif'
  if (brand === 'mif1' || brand === 'msf1') return 'image/heif'
  if (/^hei|^hev/.test(brand)) return 'image/heic'
  if (brand === 'qt') return 'video/quicktime'
  return /^M4[AB]/.test(brand) ? 'audio/mp4' : 'video/mp4'
}

function oggType(bytes: Buffer): string {
  const head = bytes.subarray(0, 64)
  return head.includes('theora') ? 'video/ogg' : 'audio/ogg'
}

function matroskaType(bytes: Buffer): string {
  return bytes.subarray(0, 64).includes('webm') ? 'video/webm' : 'video/x-matroska'
}

/** How many entries of an archive are looked at. */
const ENTRIES = 100

/** Office documents are archives: the names in them, or a file that says it, tell which. */
function zipType(bytes: Buffer): string {
  const office = 'application/vnd.openxmlformats-officedocument'
  let at = 0
  for (let entry = 0; entry < ENTRIES && at >= 0; entry++) {
    const nameLength = at + 28 <= bytes.length ? bytes.readUInt16LE(at + 26) : 0
    const name = bytes.toString('latin1', at + 30, at + 30 + nameLength)
    if (name === 'mimetype') return declaredType(bytes, at, nameLength)
    if (name.startsWith('xl/')) return `${office}.spreadsheetml.sheet`
    if (name.startsWith('word/')) return `${office}.wordprocessingml.document`
    if (name.startsWith('ppt/')) return `${office}.presentationml.presentation`
    if (name === 'META-INF/MANIFEST.MF') return 'application/java-archive'
    at = bytes.indexOf('PK\x03\x04', at + 30 + nameLength, 'latin1')
  }
  return 'application/zip'
}

/** The type an archive names in an entry of its own, which is stored as it is. */
function declaredType(bytes: Buffer, at: number, nameLength: number): string {
  const begin = at + 30 + nameLength + bytes.readUInt16LE(at + 28)
  const type = /^application\/[\w.+-]{1,100}/.exec(bytes.toString('latin1', begin, begin + 120))?.[0]
  // What follows in the archive begins with the letters of its own mark.
  return type?.replace(/PK$/, '') ?? 'application/zip'
}
