import { createHash } from 'node:crypto'

/** What an attempt is made for. `rootId` names the execution, or the way of calls to it; `nth` counts its requests. */
export interface Attempted {
  readonly rootId: string
  readonly node: string
  readonly run: number
  readonly item: number | 'all'
  readonly nth?: number
}

/** The key of an attempt, as a UUID: the same after a crash and in a retry, whatever lies between. */
export function attemptKey({ rootId, node, run, item, nth = 0 }: Attempted): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([rootId, node, run, item, nth]))
    .digest()
  // Version 8 is for what others than the standard's authors make.
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x80
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80
  const hex = digest.toString('hex', 0, 16)
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
