/** What is kept at most. Ended executions beyond any of the limits are deleted, oldest first. */
export interface PruneLimits {
  readonly maxAgeMs: number
  readonly maxCount: number
  readonly maxBytes: number
}

export interface Pruning {
  /** One round, in small transactions; answers with what went. */
  run(limits?: PruneLimits): Promise<{ readonly deleted: number }>
}
