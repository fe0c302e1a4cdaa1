/** Keeps results alive, so that nothing measured is optimised away. */
export const kept: { result: unknown } = { result: undefined }

/** Many short rounds: on a busy machine some of them are left alone. */
const ROUNDS = 60

/** Nanoseconds per call: the best of several rounds, after warming up. */
export function time(run: () => unknown): number {
  return times([run])[0] ?? Number.NaN
}

/** The same of several things, in turn, so that what else the machine does meets all of them alike. */
export function times(runs: readonly (() => unknown)[]): readonly number[] {
  const subjects = runs.map((run) => ({ run, calls: Math.ceil(warmed(run) / 50), best: Number.POSITIVE_INFINITY }))
  for (let round = 0; round < ROUNDS; round++) {
    for (const subject of subjects) {
      const start = performance.now()
      for (let i = 0; i < subject.calls; i++) kept.result = subject.run()
      subject.best = Math.min(subject.best, ((performance.now() - start) * 1e6) / subject.calls)
    }
  }
  return subjects.map(({ best }) => best)
}

/** Calls it for a while; answers with how often. */
function warmed(run: () => unknown): number {
  const until = performance.now() + 150
  let calls = 0
  while (performance.now() < until) {
    for (let i = 0; i < 20; i++) kept.result = run()
    calls += 20
  }
  return calls
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

/** A row that is good below so many times the time of something else. */
export function against(name: string, run: () => unknown, other: () => unknown, most: number): Row {
  const [ns = Number.NaN, nativeNs = Number.NaN] = times([run, other])
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
