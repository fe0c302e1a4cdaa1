/** Keeps results alive, so that nothing measured is optimised away. */
export const kept: { result: unknown } = { result: undefined }

/** Nanoseconds per call: the best of several rounds, after warming up. */
export function time(run: () => unknown): number {
  const until = performance.now() + 150
  let calls = 0
  while (performance.now() < until) {
    for (let i = 0; i < 20; i++) kept.result = run()
    calls += 20
  }
  const perRound = Math.ceil(calls / 4)
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 7; round++) {
    const start = performance.now()
    for (let i = 0; i < perRound; i++) kept.result = run()
    best = Math.min(best, ((performance.now() - start) * 1e6) / perRound)
  }
  return best
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}

/** One line of the table. */
export interface Row {
  readonly name: string
  readonly ns: number
  readonly nativeNs?: number
  readonly ratio?: number
  readonly wanted: string
  readonly good: boolean
}

/** A row that is good below so many nanoseconds. */
export function within(name: string, ns: number, most: number): Row {
  return { name, ns: Math.round(ns), wanted: `≤ ${most} ns`, good: ns <= most }
}

/** A row that is good below so many times another time. */
export function against(name: string, ns: number, nativeNs: number, most: number): Row {
  const ratio = ns / nativeNs
  return {
    name,
    ns: Math.round(ns),
    nativeNs: Math.round(nativeNs),
    ratio: Number(ratio.toFixed(1)),
    wanted: `≤ ${most} ×`,
    good: ratio <= most,
  }
}
