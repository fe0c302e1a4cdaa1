import type { EncodedWrite } from './encode.ts'
import { unpackWrite } from './pack-write.ts'

/** The writes of a batch that can be read, and why others cannot, by their place. */
export interface UnpackedBatch {
  readonly writes: readonly EncodedWrite[]
  readonly damaged: ReadonlyMap<number, unknown>
}

/** Unpacks the writes of a batch; one that is damaged takes no other down. */
export function unpackBatch(packed: readonly Uint8Array[]): UnpackedBatch {
  const writes: EncodedWrite[] = []
  const damaged = new Map<number, unknown>()
  for (const [place, one] of packed.entries()) {
    try {
      writes.push(unpackWrite(one))
    } catch (error) {
      damaged.set(place, error)
    }
  }
  return { writes, damaged }
}

/** The answers to the writes that could be read, with those to the damaged ones in their places. */
export function answersToAll<Answer>(
  answers: readonly Answer[],
  { damaged }: UnpackedBatch,
  refuse: (error: unknown) => Answer,
): readonly Answer[] {
  if (damaged.size === 0) return answers
  const all = [...answers]
  // In the order of their places, so that each finds those before it in theirs.
  for (const [place, error] of damaged) all.splice(place, 0, refuse(error))
  return all
}
