/** A stretch of versions, as marks say it: both ends included, and left open at the ends of all there are. */
export interface Range {
  readonly since?: number
  readonly until?: number
}

/** The stretches in which some of a list of versions lie together. */
export function ranges(some: readonly number[], all: readonly number[]): readonly Range[] {
  return runs(some, all).map((run) => ({
    ...(run[0] !== all[0] && { since: run[0] }),
    ...(run.at(-1) !== all.at(-1) && { until: run.at(-1) }),
  }))
}

/** The same as the lists of versions they hold. */
export function runs(some: readonly number[], all: readonly number[]): readonly (readonly number[])[] {
  const found: number[][] = []
  let open = false
  for (const version of all) {
    const has = some.includes(version)
    if (has && open) found.at(-1)?.push(version)
    else if (has) found.push([version])
    open = has
  }
  return found
}
