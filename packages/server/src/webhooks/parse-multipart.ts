/**
 * Splits a `multipart/form-data` body into its parts. Only this parser makes uploads: no field of any other kind of
 * body can look like one.
 */
import { refusals } from './webhook-problem.ts'

export interface Part {
  readonly name: string
  readonly fileName?: string
  readonly type?: string
  readonly bytes: Buffer
}

const MAX_PARTS = 1000
const MAX_HEADER = 16_384

const crlf = Buffer.from('\r\n')
const headEnd = Buffer.from('\r\n\r\n')

/** @throws HookRefusal 422 when the body is damaged, 413 when it has too many parts */
export function parseMultipart(body: Buffer, boundary: string): readonly Part[] {
  const mark = Buffer.from(`--${boundary}`)
  const between = Buffer.concat([crlf, mark])
  let at = body.indexOf(mark)
  if (at === -1) throw refusals.badBody('The body does not begin with its boundary.')
  at += mark.length

  const parts: Part[] = []
  while (body.subarray(at, at + 2).toString('latin1') !== '--') {
    if (parts.length === MAX_PARTS) throw refusals.tooManyParts()
    const head = body.indexOf(crlf, at) + 2
    const end = body.indexOf(headEnd, head - 2)
    if (head === 1 || end === -1 || end - head > MAX_HEADER)
      throw refusals.badBody('The headers of a part are damaged.')
    const next = body.indexOf(between, end + 2)
    if (next === -1) throw refusals.badBody('The last part does not end.')
    const part = readPart(body.toString('utf8', head, end), body.subarray(end + headEnd.length, next))
    if (part) parts.push(part)
    at = next + between.length
  }
  return parts
}

function readPart(head: string, bytes: Buffer): Part | undefined {
  let disposition = ''
  let type: string | undefined
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':')
    const header = line.slice(0, colon).toLowerCase()
    if (header === 'content-disposition') disposition = line.slice(colon + 1)
    else if (header === 'content-type') type = line.slice(colon + 1).trim()
  }
  const name = parameter(disposition, 'name')
  if (name === undefined) return undefined
  const fileName = extendedParameter(disposition, 'filename') ?? parameter(disposition, 'filename')
  return {
    name,
    bytes,
    ...(fileName === undefined ? {} : { fileName: baseName(fileName) }),
    ...(type === undefined ? {} : { type }),
  }
}

function parameter(header: string, name: string): string | undefined {
  const quoted = new RegExp(`;\\s*${name}="((?:[^"\\\\]|\\\\.)*)"`, 'i').exec(header)
  if (quoted) return (quoted[1] ?? '').replace(/\\(["\\])/g, '$1').replaceAll('%22', '"')
  return new RegExp(`;\\s*${name}=([^;\\s"]+)`, 'i').exec(header)?.[1]
}

/** `filename*=UTF-8''na%C3%AFve.txt` */
function extendedParameter(header: string, name: string): string | undefined {
  const value = new RegExp(`;\\s*${name}\\*=utf-8'[^']*'([^;\\s]+)`, 'i').exec(header)?.[1]
  if (value === undefined) return undefined
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** Some callers send a whole path; the name is its last piece. */
function baseName(fileName: string): string {
  return fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1)
}
