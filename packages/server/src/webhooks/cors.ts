/**
 * Cross-origin headers of hooks. Requests are never refused: a browser decides by what is answered. A list is taken
 * as written, so of `a, b` the second entry (with its blank) matches nobody, and the first is the answer to others.
 */
import type { Hook } from '@millrace/sdk'

export function corsHeaders(origin: string | undefined, hook: Pick<Hook, 'allowedOrigins' | 'methods'>): Headers {
  if (origin === undefined) return none
  return {
    'access-control-allow-origin': allowedOrigin(origin, hook.allowedOrigins ?? '*'),
    'access-control-allow-methods': ['OPTIONS', ...hook.methods].join(', '),
  }
}

/** The answer to an OPTIONS request that a browser sends ahead. */
export function preflightHeaders(
  origin: string | undefined,
  requestedHeaders: string | undefined,
  hook: Pick<Hook, 'allowedOrigins' | 'methods'>,
): Headers {
  if (origin === undefined) return none
  return {
    ...corsHeaders(origin, hook),
    'access-control-max-age': '300',
    ...(requestedHeaders === undefined ? {} : { 'access-control-allow-headers': requestedHeaders }),
  }
}

type Headers = Readonly<Record<string, string>>

const none: Headers = Object.freeze({})

function allowedOrigin(origin: string, allowed: string): string {
  if (allowed === '*' || allowed === '') return origin
  const entries = allowed.split(',')
  return entries.includes(origin) ? origin : (entries[0] ?? origin)
}
