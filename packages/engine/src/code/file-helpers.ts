/**
 * The helpers of people's code that read and make files. A file's id counts in its own execution only: whoever keeps
 * the bytes refuses the others, so code may name any id it likes.
 */
import type { BinaryData } from '@millrace/sdk'
import { isJsonObject, own, refuse } from '@millrace/sdk'
import type { NodeContext } from '../context.ts'
import { describeFile } from '../files/describe-file.ts'
import type { Helper } from './helper.ts'

export const fileHelpers: ReadonlyMap<string, Helper> = new Map<string, Helper>([
  [
    'prepareBinaryData',
    (context, [content, fileName, mimeType]) => context.files.store(bytesOf(content), about({ fileName, mimeType })),
  ],
  [
    'setBinaryDataBuffer',
    async (context, [file, content]) => {
      if (!isJsonObject(file)) throw noFile()
      const described = describing(file)
      return { ...(await context.files.store(bytesOf(content), about(file))), ...described }
    },
  ],
  ['getBinaryDataBuffer', (context, [item, property]) => read(context, fileOf(context, item, property))],
  ['binaryToBuffer', (context, [body]) => contentOf(context, body)],
  ['binaryToString', async (context, [body, encoding]) => decoded(await contentOf(context, body), encoding ?? 'utf8')],
  ['getBinaryMetadata', (context, [asked]) => metadata(context, asked)],
])

/** The file an item has under a name. The item is given itself or by its index; a file may stand for its name. */
function fileOf(context: NodeContext, item: unknown, property: unknown): unknown {
  if (isJsonObject(property)) return property
  const from: unknown = isJsonObject(item) ? item : context.viewsOf(0)[Number(item)]
  const files = isJsonObject(from) ? from.binary : undefined
  const file = isJsonObject(files) ? own(files, String(property)) : undefined
  if (file !== undefined) return file
  const there = isJsonObject(files) ? Object.keys(files) : []
  throw refuse(`The item has no file “${String(property)}”.`, {
    code: 'file_missing',
    hint: there.length === 0 ? 'It has no files at all.' : `Its files: ${there.join(', ')}.`,
  })
}

function read(context: NodeContext, file: unknown): Promise<Uint8Array> {
  if (!isJsonObject(file)) throw noFile()
  const { id, data } = file
  const content = typeof data === 'string' ? { data } : typeof id === 'string' ? { id } : undefined
  if (content === undefined) throw noFile()
  return context.files.read({ mimeType: 'application/octet-stream', ...content })
}

/** What a helper is given as content: bytes or text themselves, or a file. */
async function contentOf(context: NodeContext, body: unknown): Promise<Uint8Array> {
  return isContent(body) ? bytesOf(body) : read(context, body)
}

function isContent(value: unknown): value is string | Uint8Array {
  return typeof value === 'string' || value instanceof Uint8Array
}

function bytesOf(content: unknown): Uint8Array {
  if (!isContent(content)) {
    throw refuse('The content of a file must be a Buffer or text.', {
      code: 'file_content',
      hint: 'For other values: Buffer.from(JSON.stringify(value)).',
    })
  }
  return typeof content === 'string' ? Buffer.from(content) : content
}

/** Encodings that write bytes as text; all others are sets of characters. */
const WRITTEN: ReadonlySet<string> = new Set(['base64', 'base64url', 'hex', 'latin1', 'binary', 'ascii'])

function decoded(bytes: Uint8Array, encoding: unknown): string {
  const name = String(encoding).toLowerCase()
  if (WRITTEN.has(name) && Buffer.isEncoding(name)) return Buffer.from(bytes).toString(name)
  try {
    return new TextDecoder(name === 'ucs2' || name === 'utf16le' ? 'utf-16le' : name).decode(bytes)
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw refuse(`“${name}” is no encoding of text that is known here.`, { code: 'unknown_encoding', cause })
  }
}

/** What is known of a file by its id, or by the file itself. */
async function metadata(context: NodeContext, asked: unknown): Promise<unknown> {
  const given: Readonly<Record<string, unknown>> | undefined = isJsonObject(asked) ? asked : undefined
  const id = given === undefined ? asked : given['id']
  const file = given ?? inputFiles(context).find((one) => one.id === id) ?? { id }
  const bytes = await read(context, file)
  const { mimeType, fileName } = describeFile(bytes, about(file), '')
  return { mimeType, ...(fileName !== undefined && { fileName }), fileSize: bytes.length }
}

function inputFiles(context: NodeContext): readonly BinaryData[] {
  return context.inputs.flatMap((_, input) =>
    context.viewsOf(input).flatMap(({ binary = {} }) => Object.values(binary)),
  )
}

/** The name and type of a file where they are text. */
function about({ fileName, mimeType }: { readonly fileName?: unknown; readonly mimeType?: unknown }) {
  return {
    ...(typeof fileName === 'string' && { fileName }),
    ...(typeof mimeType === 'string' && { mimeType }),
  }
}

const DESCRIBING = ['mimeType', 'fileType', 'fileExtension', 'fileName', 'directory'] as const

/** What a file says of itself apart from its content. */
function describing(file: Readonly<Record<string, unknown>>): Partial<BinaryData> {
  return Object.fromEntries(
    DESCRIBING.flatMap((name) => {
      const value = own(file, name)
      return typeof value === 'string' ? [[name, value] as const] : []
    }),
  )
}

function noFile() {
  return refuse('This is no file.', { code: 'no_file', hint: 'Give a file of an item: item.binary.data.' })
}
