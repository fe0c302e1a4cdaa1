/**
 * Writes an answer that a workflow made. It is foreign content on our origin: whatever it is, a browser must treat it
 * as a stranger, so the sandboxing policy and `nosniff` are set last and no header of a workflow replaces them.
 */
import { type IncomingMessage, type ServerResponse, validateHeaderName, validateHeaderValue } from 'node:http'
import { type BinaryData, isVisitor, type Page, type WebhookResponse } from '@millrace/sdk'
import { drawPage } from './pages/draw-page.ts'

export const sandboxPolicy = 'sandbox allow-forms allow-scripts allow-popups'

export type ReadFile = (file: BinaryData) => Promise<Uint8Array>

const jsonType = 'application/json; charset=utf-8'
const htmlType = 'text/html; charset=utf-8'

/** Set by the connection, or by us. */
const ours: ReadonlySet<string> = new Set([
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'trailer',
  'content-security-policy',
  'x-content-type-options',
])

/** What an answer is written with. */
export interface Writing {
  /** Besides its own headers, which win. */
  readonly headers: Readonly<Record<string, string>>
  readonly readFile?: ReadFile
  /** Of a page: its address is called for a test, and its form may be sent by our script. */
  readonly test?: boolean
  readonly inPlace?: boolean
  /** Of a page: the query of the address its form is sent to; left out, that of its own. */
  readonly sendTo?: string
}

/** Writes the answer to an open response; one whose caller is gone is left alone. */
export async function writeAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: WebhookResponse,
  writing: Writing,
): Promise<void> {
  const body = await bodyOf(request, answer, writing)
  const { headers: extra } = writing
  if (response.writableEnded || response.destroyed) return
  const bodiless = answer.status === 204 || answer.status === 304
  // All at once: each header that is set by itself costs as much as all of them together.
  response.writeHead(answer.status, headersOf(answer, body, extra, bodiless))
  response.end(bodiless || request.method === 'HEAD' ? undefined : body.bytes)
}

/** Names and values in turn. A name counts once, however it is spelt; the last value wins. */
function headersOf(answer: WebhookResponse, body: Body, extra: Writing['headers'], bodiless: boolean): string[] {
  const headers: HeaderMap = new Map()
  const set = (name: string, value: string) => headers.set(name, [name, value])
  for (const name in extra) set(name, extra[name] ?? '')
  if (!bodiless && body.type !== undefined) set('content-type', body.type)
  for (const name in answer.headers) setForeignHeader(headers, name, answer.headers[name] ?? '', bodiless)
  set('content-security-policy', body.policy ?? sandboxPolicy)
  set('x-content-type-options', 'nosniff')
  if (!bodiless) set('content-length', String(byteLength(body.bytes)))
  return [...headers.values()].flat()
}

/** Headers as they are spelt, by their names in small letters. */
type HeaderMap = Map<string, readonly [name: string, value: string]>

interface Body {
  readonly bytes: string | Uint8Array
  readonly type: string | undefined
  readonly policy?: string
}

async function bodyOf(request: IncomingMessage, answer: WebhookResponse, writing: Writing): Promise<Body> {
  if (answer.visitor !== undefined && isVisitor(request)) return pageBody(request, answer.visitor, writing)
  switch (answer.body.kind) {
    case 'none':
      return { bytes: '', type: jsonType }
    case 'json':
      return { bytes: JSON.stringify(answer.body.value) ?? '', type: jsonType }
    case 'text':
      return { bytes: answer.body.text, type: undefined }
    case 'file':
      return { bytes: (await writing.readFile?.(answer.body.file)) ?? '', type: answer.body.file.mimeType }
    case 'page':
      return pageBody(request, answer.body.page, writing)
  }
}

async function pageBody({ url = '' }: IncomingMessage, page: Page, writing: Writing): Promise<Body> {
  const { test = false, inPlace = false, sendTo } = writing
  const mark = url.indexOf('?')
  const { text, policy } = await drawPage(page, { test, inPlace, query: mark === -1 ? '' : url.slice(mark), sendTo })
  return { bytes: text, type: htmlType, policy }
}

function byteLength(bytes: string | Uint8Array): number {
  return typeof bytes === 'string' ? Buffer.byteLength(bytes) : bytes.byteLength
}

/** A header that cannot be sent (an empty name, a line break) is left out: it must not break the answer. */
function setForeignHeader(headers: HeaderMap, name: string, value: string, bodiless: boolean): void {
  const lower = name.toLowerCase()
  if (ours.has(lower) || (bodiless && lower === 'content-type')) return
  if (lower === 'set-cookie' && /^\s*(?:__\w+-)?millrace/i.test(value)) return
  if (isSendable(name, value)) headers.set(lower, [name, value])
}

function isSendable(name: string, value: string): boolean {
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
    return true
  } catch {
    return false
  }
}
