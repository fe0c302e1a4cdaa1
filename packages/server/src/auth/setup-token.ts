import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * Beyond loopback, whoever reaches a fresh server first could make it theirs. So creating the first owner asks for a
 * token that only the reader of the server's log knows.
 */
export interface SetupToken {
  /** Null where none is asked for. */
  readonly text: string | null
  accepts(given: string | undefined): boolean
}

export function createSetupToken(needed: boolean): SetupToken {
  const text = needed ? randomBytes(16).toString('base64url') : null
  return {
    text,
    accepts: (given) => text === null || (given !== undefined && timingSafeEqual(digest(given), digest(text))),
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
