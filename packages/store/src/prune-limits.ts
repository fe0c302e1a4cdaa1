/** What is kept at most, `Infinity` for as much as comes. Ended executions beyond any limit are deleted, oldest first. */
export interface PruneLimits {
  readonly maxAgeMs: number
  readonly maxCount: number
  readonly maxBytes: number
}
