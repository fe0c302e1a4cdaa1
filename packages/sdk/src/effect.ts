/**
 * What performing an operation does to the world outside. It decides what must be on disk before an
 * attempt and what a recovery may repeat: `pure` computes, `read` looks, `idempotent` may be made twice
 * with one result, `append` adds something each time, `destructive` cannot be undone.
 */
export type Effect = 'pure' | 'read' | 'idempotent' | 'append' | 'destructive'

const strength: Readonly<Record<Effect, number>> = { pure: 0, read: 1, idempotent: 2, append: 3, destructive: 4 }

/** The stronger of two effects: a sub-workflow is as strong as its strongest node. */
export function strongerEffect(a: Effect, b: Effect): Effect {
  return strength[a] >= strength[b] ? a : b
}

/** Whether the journal so far must be on disk before an attempt with this effect starts. */
export function mustBeDurableBefore(effect: Effect): boolean {
  return strength[effect] >= strength.append
}
