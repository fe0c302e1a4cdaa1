/** A message as an item: what was sent as it is, and the files that came with it, described and attached. */
import { type BinaryData, isJsonObject, type Item, type JsonObject, type WebhookRequest } from '@millrace/sdk'

/** A message; its files count only where they may be sent, and who wrote it is told only where that is asked for. */
export function messageOf(
  { body, files, user }: Pick<WebhookRequest, 'body' | 'files' | 'user'>,
  withFiles: boolean,
  withUser: boolean,
): Item {
  const told = isJsonObject(body) ? body : {}
  const said = withUser && user !== undefined ? { ...told, user: { ...user } } : told
  const attached = withFiles ? Object.entries(files) : []
  if (attached.length === 0) return { json: said }
  return {
    json: { ...said, files: attached.map(([name, file]) => describe(name, file)) },
    binary: Object.fromEntries(attached),
  }
}

function describe(binaryKey: string, { fileName, fileSize, mimeType, fileExtension }: BinaryData): JsonObject {
  const fileType = kindOf(mimeType)
  return {
    ...(fileName !== undefined && { fileName }),
    ...(fileSize !== undefined && { fileSize }),
    ...(fileType !== undefined && { fileType }),
    mimeType,
    ...(fileExtension !== undefined && { fileExtension }),
    binaryKey,
  }
}

/** What kind of file people would call it. */
function kindOf(mimeType: string): string | undefined {
  if (mimeType === 'application/json') return 'json'
  if (mimeType === 'application/pdf') return 'pdf'
  if (mimeType === 'text/html') return 'html'
  return /^(image|video|audio|text)\//.exec(mimeType)?.[1]
}

/** The first file of a kind that is not wanted; kinds are written as browsers know them: `image/*, application/pdf`. */
export function unwantedFile(files: WebhookRequest['files'], kinds: string): BinaryData | undefined {
  const wanted = kinds
    .split(',')
    .map((one) => one.trim().toLowerCase())
    .filter((one) => one !== '')
  if (wanted.length === 0) return undefined
  return Object.values(files).find((file) => !wanted.some((kind) => fits(file, kind)))
}

function fits({ mimeType, fileName = '' }: BinaryData, kind: string): boolean {
  if (kind === '*' || kind === '*/*') return true
  if (kind.startsWith('.')) return fileName.toLowerCase().endsWith(kind)
  return kind.endsWith('/*') ? mimeType.startsWith(kind.slice(0, -1)) : mimeType === kind
}
