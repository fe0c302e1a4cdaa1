import type { EncodedWrite } from './encode.ts'

/**
 * Whether a write records that a step came to something. That an attempt began is no progress: one that takes its
 * runner down begins again each time.
 */
export function getsOn({ events }: Pick<EncodedWrite, 'events'>): boolean {
  return events.some(({ type }) => type === 'nodeEnded' || type === 'nodeSuspended')
}
