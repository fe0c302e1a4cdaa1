/** What is kept at most. Ended executions beyond any of the limits are deleted, oldest first. */
export interface PruneLimits {
  readonly maxAgeMs: number
  readonly maxCount: number
  readonly maxBytes: number
}

const DAY = 24 * 60 * 60 * 1000

/** Two weeks, a hundred thousand executions, two gigabytes of data: whichever is reached first. */
export const DEFAULT_LIMITS: PruneLimits = { maxAgeMs: 14 * DAY, maxCount: 100_000, maxBytes: 2 * 1024 ** 3 }
