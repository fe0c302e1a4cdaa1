/** How texts lie in files as bytes: the names documents use for it, and the way there and back. */
import { choice, type FieldExtra, raw, refuse } from '@millrace/sdk'

const names = {
  utf8: 'UTF-8',
  utf16: 'UTF-16',
  ucs2: 'UTF-16, little endian (UCS-2)',
  utf16be: 'UTF-16, big endian',
  utf32: 'UTF-32',
  utf32le: 'UTF-32, little endian',
  utf32be: 'UTF-32, big endian',
  utf7: 'UTF-7',
  utf7imap: 'UTF-7 of IMAP',
  cesu8: 'CESU-8',
  ascii: 'ASCII',
  binary: 'Latin 1, every byte a character',
  base64: 'Base64',
  hex: 'Hexadecimal',
  iso88591: 'ISO 8859-1, Western Europe',
  iso88592: 'ISO 8859-2, Central Europe',
  iso88593: 'ISO 8859-3, Southern Europe',
  iso88594: 'ISO 8859-4, Northern Europe',
  iso88595: 'ISO 8859-5, Cyrillic',
  iso88596: 'ISO 8859-6, Arabic',
  iso88597: 'ISO 8859-7, Greek',
  iso88598: 'ISO 8859-8, Hebrew',
  iso88599: 'ISO 8859-9, Turkish',
  iso885910: 'ISO 8859-10, Nordic',
  iso885911: 'ISO 8859-11, Thai',
  iso885913: 'ISO 8859-13, Baltic',
  iso885914: 'ISO 8859-14, Celtic',
  iso885915: 'ISO 8859-15, Western Europe with €',
  iso885916: 'ISO 8859-16, South-Eastern Europe',
  windows1250: 'Windows 1250, Central Europe',
  windows1251: 'Windows 1251, Cyrillic',
  windows1252: 'Windows 1252, Western Europe',
  windows1253: 'Windows 1253, Greek',
  windows1254: 'Windows 1254, Turkish',
  windows1255: 'Windows 1255, Hebrew',
  windows1256: 'Windows 1256, Arabic',
  windows1257: 'Windows 1257, Baltic',
  windows1258: 'Windows 1258, Vietnamese',
  windows874: 'Windows 874, Thai',
  shiftjis: 'Shift JIS, Japanese',
  eucjp: 'EUC-JP, Japanese',
  iso646jp: 'ISO 646, Japanese',
  gb18030: 'GB 18030, Chinese',
  gbk: 'GBK, Chinese',
  big5hkscs: 'Big5 with Hong Kong, Chinese',
  iso646cn: 'ISO 646, Chinese',
  koi8r: 'KOI8-R, Russian',
  koi8u: 'KOI8-U, Ukrainian',
  koi8ru: 'KOI8-RU, Russian and Ukrainian',
  koi8t: 'KOI8-T, Tajik',
  armscii8: 'ARMSCII-8, Armenian',
  georgianacademy: 'Georgian Academy',
  georgianps: 'Georgian PS',
  hproman8: 'HP Roman-8',
  mik: 'MIK, Bulgarian',
  pt154: 'PT154, Kazakh',
  rk1048: 'RK1048, Kazakh',
  tcvn: 'TCVN, Vietnamese',
  viscii: 'VISCII, Vietnamese',
  tis620: 'TIS-620, Thai',
  macroman: 'Mac OS Roman',
  macintosh: 'Macintosh',
  maccenteuro: 'Mac OS Central Europe',
  maccroatian: 'Mac OS Croatian',
  maccyrillic: 'Mac OS Cyrillic',
  macgreek: 'Mac OS Greek',
  maciceland: 'Mac OS Icelandic',
  macromania: 'Mac OS Romanian',
  macthai: 'Mac OS Thai',
  macturkish: 'Mac OS Turkish',
  macukraine: 'Mac OS Ukrainian',
  cp437: 'Code page 437',
  cp720: 'Code page 720',
  cp737: 'Code page 737',
  cp775: 'Code page 775',
  cp808: 'Code page 808',
  cp850: 'Code page 850',
  cp852: 'Code page 852',
  cp855: 'Code page 855',
  cp856: 'Code page 856',
  cp857: 'Code page 857',
  cp858: 'Code page 858',
  cp860: 'Code page 860',
  cp861: 'Code page 861',
  cp862: 'Code page 862',
  cp863: 'Code page 863',
  cp864: 'Code page 864',
  cp865: 'Code page 865',
  cp866: 'Code page 866',
  cp869: 'Code page 869',
  cp922: 'Code page 922',
  cp936: 'Code page 936',
  cp949: 'Code page 949',
  cp950: 'Code page 950',
  cp1046: 'Code page 1046',
  cp1124: 'Code page 1124',
  cp1125: 'Code page 1125',
  cp1129: 'Code page 1129',
  cp1133: 'Code page 1133',
  cp1161: 'Code page 1161',
  cp1162: 'Code page 1162',
  cp1163: 'Code page 1163',
} as const

/** The encodings that can begin with a mark of their byte order. */
export const withMark = ['utf8', 'cesu8', 'ucs2'] as const

/** Which encoding a text has; documents name others too, which are looked up when they are used. */
export function encodingInput(label: string, extra: FieldExtra = {}) {
  return raw(choice(label, names, { default: 'utf8', ...extra }))
}

/**
 * The text in some bytes.
 * @param stripMark whether a mark of the byte order at the start is no part of it; left out, it is not
 * @throws NodeError where the encoding is unknown
 */
export async function decodeText(bytes: Uint8Array, encoding: unknown, stripMark = true): Promise<string> {
  const { iconv, name } = await codec(encoding)
  return iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), name, { stripBOM: stripMark })
}

/**
 * A text as bytes.
 * @throws NodeError where the encoding is unknown
 */
export async function encodeText(text: string, encoding: unknown, addMark = false): Promise<Uint8Array> {
  const { iconv, name } = await codec(encoding)
  return iconv.encode(text, name, { addBOM: addMark })
}

async function codec(encoding: unknown) {
  const { default: iconv } = await import('iconv-lite')
  const name = encoding === undefined || encoding === '' ? 'utf8' : String(encoding)
  if (iconv.encodingExists(name)) return { iconv, name }
  throw refuse(`The encoding "${name}" is not known.`, {
    code: 'encoding_unknown',
    hint: 'Choose one from the list.',
    retry: 'no',
  })
}
