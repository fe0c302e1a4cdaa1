import {
  emptyResponse,
  type Item,
  type Json,
  jsonResponse,
  refuse,
  textResponse,
  type WebhookResponse,
} from '@millrace/sdk'
import { getPath } from '@millrace/expression'

/** How a webhook answers when the workflow has ended, as its parameters say. */
export interface LastNodeAnswer {
  readonly data: 'allEntries' | 'firstEntryJson' | 'firstEntryBinary' | 'noData'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The member of the first item that is the answer, instead of the whole. */
  readonly property: string | undefined
  readonly contentType: string | undefined
  readonly binaryProperty: string
}

/**
 * The answer made from the items of the node that ran last.
 * @throws NodeError when nothing came out that could be the answer
 */
export function answerOfLastNode(items: readonly Item[], answer: LastNodeAnswer): WebhookResponse {
  const { status } = answer
  const headers = { ...answer.headers }
  switch (answer.data) {
    case 'noData':
      return emptyResponse(status, headers)
    case 'allEntries':
      return jsonResponse(
        items.map((item) => item.json),
        status,
        headers,
      )
    case 'firstEntryBinary':
      return { status, headers, body: { kind: 'file', file: fileOf(items[0], answer.binaryProperty) } }
    case 'firstEntryJson':
      return answerOfFirst(items[0], answer, headers)
  }
}

function answerOfFirst(
  item: Item | undefined,
  answer: LastNodeAnswer,
  headers: Record<string, string>,
): WebhookResponse {
  if (!item) throw refuse('No item to return was found', { code: 'webhook_no_item', retry: 'no' })
  const { property, contentType, status } = answer
  const value = property === undefined ? item.json : jsonAt(item, property)
  if (contentType === undefined && typeof value !== 'string') return jsonResponse(value, status, headers)
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return textResponse(
    text,
    status,
    contentType === undefined ? headers : { ...headers, 'content-type': withCharset(contentType) },
  )
}

/** Texts go out as UTF-8, and say so. */
function withCharset(type: string): string {
  return /^text\//i.test(type) && !/charset/i.test(type) ? `${type}; charset=utf-8` : type
}

/** A member of an item's data; all data of an item is JSON, so what lies inside is too. */
function jsonAt(item: Item, path: string): Json | undefined {
  return getPath(item.json, path) as Json | undefined
}

function fileOf(item: Item | undefined, property: string) {
  if (!item) throw refuse('No item was found to return', { code: 'webhook_no_item', retry: 'no' })
  const file = item.binary?.[property]
  if (!file) throw refuse('No binary data was found to return', { code: 'webhook_no_binary', retry: 'no' })
  return file
}
