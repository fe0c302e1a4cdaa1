/** Values that several contracts are made of. */
import type { Json, JsonObject } from '@millrace/sdk'
import type { Diagnostic } from '@millrace/workflow'
import * as z from 'zod'

/**
 * Any JSON value. It is not walked: what reaches a contract came out of `JSON.parse`, which makes nothing
 * else, and documents and items can be large.
 */
export const json = z.custom<Json>((value) => value !== undefined)

export const jsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'An object is expected.',
)

export const id = z.string().min(1).max(64)
export const name = z.string().trim().min(1).max(256)

/** Milliseconds since 1970. */
export const moment = z.number()

export const byId = z.object({ id })

/** A page of a list: how many, and after what. */
export const page = {
  limit: z.coerce.number<number>().int().min(1).max(250).optional(),
  cursor: z.string().max(512).optional(),
}

/** The cursor of the next page; null at the end. */
export const next = z.string().nullable()

export const flag = z.enum(['true', 'false']).transform((text) => text === 'true')

/** What is odd about a document, as the workflow package reports it. */
export const diagnostic = z.custom<Diagnostic>(
  (value) => typeof value === 'object' && value !== null && 'code' in value && 'message' in value,
)

/** An answer without content (204). */
export const nothing = z.undefined()
