/** Media types and the extensions of file names, each found from the other. */

/** The usual extension of a media type, for files without one in their name. */
export function extensionOf(mimeType: string): string | undefined {
  return byType.get(essence(mimeType))?.[0]
}

/** The media type that the extension of a file's name stands for. */
export function typeOfExtension(extension: string): string | undefined {
  return byExtension.get(extension.toLowerCase())
}

/** What people would call the file: how it can be shown. */
export function fileTypeOf(mimeType: string): string | undefined {
  const type = essence(mimeType)
  const shown = shownAs.get(type)
  if (shown !== undefined) return shown
  const [family = ''] = type.split('/')
  return families.has(family) ? family : undefined
}

/** A media type without its parameters. */
function essence(mimeType: string): string {
  return (mimeType.split(';')[0] ?? '').trim().toLowerCase()
}

const shownAs: ReadonlyMap<string, string> = new Map([
  ['application/json', 'json'],
  ['application/pdf', 'pdf'],
  ['application/javascript', 'text'],
  ['text/html', 'html'],
])

const families: ReadonlySet<string> = new Set(['text', 'image', 'audio', 'video'])

const word = 'application/vnd.openxmlformats-officedocument'
const open = 'application/vnd.oasis.opendocument'

/** Of two types with one extension the first is meant by it; of two extensions the first is given to new files. */
const kinds: readonly (readonly [type: string, ...extensions: string[]])[] = [
  ['application/epub+zip', 'epub'],
  ['application/geo+json', 'geojson'],
  ['application/gzip', 'gz', 'gzip'],
  ['application/java-archive', 'jar'],
  ['application/json', 'json', 'map'],
  ['application/json5', 'json5'],
  ['application/ld+json', 'jsonld'],
  ['application/manifest+json', 'webmanifest'],
  ['application/msword', 'doc', 'dot'],
  ['application/octet-stream', 'bin', 'dmg', 'iso', 'msi', 'exe', 'dll', 'deb', 'img'],
  ['application/ogg', 'ogx'],
  ['application/pdf', 'pdf'],
  ['application/pgp-signature', 'sig', 'asc'],
  ['application/pkcs7-signature', 'p7s'],
  ['application/postscript', 'ps', 'ai', 'eps'],
  ['application/rss+xml', 'rss'],
  ['application/atom+xml', 'atom'],
  ['application/rtf', 'rtf'],
  ['application/sql', 'sql'],
  ['application/toml', 'toml'],
  ['application/vnd.android.package-archive', 'apk'],
  ['application/vnd.google-earth.kml+xml', 'kml'],
  ['application/vnd.google-earth.kmz', 'kmz'],
  ['application/vnd.ms-excel', 'xls', 'xlt', 'xlw'],
  ['application/vnd.ms-outlook', 'msg'],
  ['application/vnd.ms-powerpoint', 'ppt', 'pps', 'pot'],
  [`${open}.graphics`, 'odg'],
  [`${open}.presentation`, 'odp'],
  [`${open}.spreadsheet`, 'ods'],
  [`${open}.text`, 'odt'],
  [`${word}.presentationml.presentation`, 'pptx'],
  [`${word}.spreadsheetml.sheet`, 'xlsx'],
  [`${word}.wordprocessingml.document`, 'docx'],
  ['application/vnd.sqlite3', 'sqlite', 'sqlite3'],
  ['application/wasm', 'wasm'],
  ['application/x-7z-compressed', '7z'],
  ['application/x-bzip2', 'bz2'],
  ['application/x-rar-compressed', 'rar'],
  ['application/vnd.rar', 'rar'],
  ['application/x-sh', 'sh'],
  ['application/x-tar', 'tar'],
  ['application/x-x509-ca-cert', 'crt', 'pem', 'der'],
  ['application/x-xz', 'xz'],
  ['application/xhtml+xml', 'xhtml', 'xht'],
  ['application/xml', 'xml', 'xsl', 'xsd', 'rng'],
  ['application/zip', 'zip'],
  ['application/zstd', 'zst'],
  ['audio/aac', 'aac'],
  ['audio/amr', 'amr'],
  ['audio/flac', 'flac'],
  ['audio/midi', 'mid', 'midi'],
  ['audio/mp4', 'm4a'],
  ['audio/x-m4a', 'm4a'],
  ['audio/mpeg', 'mp3'],
  ['audio/ogg', 'ogg', 'oga', 'opus'],
  ['audio/wav', 'wav'],
  ['audio/x-wav', 'wav'],
  ['audio/webm', 'weba'],
  ['font/otf', 'otf'],
  ['font/ttf', 'ttf'],
  ['font/woff', 'woff'],
  ['font/woff2', 'woff2'],
  ['image/apng', 'apng'],
  ['image/avif', 'avif'],
  ['image/bmp', 'bmp'],
  ['image/gif', 'gif'],
  ['image/heic', 'heic'],
  ['image/heif', 'heif'],
  ['image/jpeg', 'jpeg', 'jpg', 'jpe'],
  ['image/jxl', 'jxl'],
  ['image/png', 'png'],
  ['image/svg+xml', 'svg'],
  ['image/tiff', 'tif', 'tiff'],
  ['image/vnd.adobe.photoshop', 'psd'],
  ['image/vnd.microsoft.icon', 'ico'],
  ['image/x-icon', 'ico'],
  ['image/webp', 'webp'],
  ['message/rfc822', 'eml', 'mime'],
  ['text/calendar', 'ics', 'ifb'],
  ['text/css', 'css'],
  ['text/csv', 'csv'],
  ['text/html', 'html', 'htm', 'shtml'],
  ['text/javascript', 'js', 'mjs'],
  ['application/javascript', 'js'],
  ['text/markdown', 'md', 'markdown'],
  ['text/plain', 'txt', 'text', 'conf', 'def', 'list', 'log', 'in', 'ini'],
  ['text/tab-separated-values', 'tsv'],
  ['text/vcard', 'vcard', 'vcf'],
  ['text/vtt', 'vtt'],
  ['text/xml', 'xml'],
  ['text/yaml', 'yaml', 'yml'],
  ['application/yaml', 'yaml'],
  ['video/mp4', 'mp4', 'm4v', 'mp4v'],
  ['video/mpeg', 'mpeg', 'mpg'],
  ['video/ogg', 'ogv'],
  ['video/quicktime', 'mov', 'qt'],
  ['video/webm', 'webm'],
  ['video/x-matroska', 'mkv'],
  ['video/x-msvideo', 'avi'],
]

const byType: ReadonlyMap<string, readonly string[]> = new Map(kinds.map(([type, ...extensions]) => [type, extensions]))

const byExtension: ReadonlyMap<string, string> = new Map(
  kinds.flatMap(([type, ...extensions]) => extensions.map((one) => [one, type] as const)).toReversed(),
)
