/**
 * What an expression costs, beside the same thing as hand-written JavaScript in the same run. Run it with
 * `node bench/expression/run.ts`; it prints JSON: nanoseconds of each, their ratio, and the ratio wanted.
 */
import { compileTemplate, dataScope, evaluate, type Scope, type ScopeItem } from '@millrace/expression'
import { DateTime } from 'luxon'

interface Subject {
  readonly name: string
  readonly text: string
  readonly native: (json: Data) => unknown
  /** How many times the native time is fine; undefined where an absolute time is wanted. */
  readonly times?: number
  readonly nanoseconds?: number
}

interface Data {
  readonly a: { readonly b: number }
  readonly name: string
  readonly first: string
  readonly city: string
  readonly list: readonly number[]
}

const data: Data = {
  a: { b: 1 },
  name: ' Ada Lovelace ',
  first: 'Ada',
  city: 'London',
  list: Array.from({ length: 100 }, (_, i) => i),
}
const now = Date.UTC(2024, 5, 15, 12, 30, 45, 123)

const subjects: readonly Subject[] = [
  { name: 'path', text: '={{ $json.a.b }}', native: (json) => json.a.b, nanoseconds: 200 },
  {
    name: 'string chain',
    text: "={{ $json.name.trim().toLowerCase().split(' ').join('-') }}",
    native: (json) => json.name.trim().toLowerCase().split(' ').join('-'),
    times: 5,
  },
  {
    name: 'template of three blocks',
    text: '=Dear {{ $json.first }} of {{ $json.city }}, number {{ $json.a.b }}!',
    native: (json) => `Dear ${json.first} of ${json.city}, number ${json.a.b}!`,
    times: 8,
  },
  {
    name: 'map and filter over 100',
    text: '={{ $json.list.map(x => x * 2).filter(x => x % 3 === 0) }}',
    native: (json) => json.list.map((x) => x * 2).filter((x) => x % 3 === 0),
    times: 25,
  },
  {
    name: 'date format',
    text: "={{ $now.toFormat('yyyy-MM-dd HH:mm') }}",
    native: () => DateTime.fromMillis(now, { zone: 'Europe/Berlin' }).toFormat('yyyy-MM-dd HH:mm'),
    times: 2,
  },
]

class BenchScope {
  readonly base: Scope
  readonly itemIndex: number

  constructor(base: Scope, itemIndex: number) {
    this.base = base
    this.itemIndex = itemIndex
  }
}

const item: ScopeItem = { json: data }
const scope = dataScope({ input: [item], now: () => now, zone: 'Europe/Berlin' })

let sink: unknown

/** Nanoseconds per call: the best of several rounds, after warming up. */
function time(run: () => unknown): number {
  const until = performance.now() + 150
  let calls = 0
  while (performance.now() < until) {
    for (let i = 0; i < 100; i++) sink = run()
    calls += 100
  }
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 7; round++) {
    const start = performance.now()
    for (let i = 0; i < calls / 4; i++) sink = run()
    best = Math.min(best, ((performance.now() - start) * 1e6) / (calls / 4))
  }
  return best
}

function measure({ name, text, native, times, nanoseconds }: Subject): Record<string, unknown> {
  const template = compileTemplate(text)
  const ours = time(() => evaluate(template, scope))
  const theirs = time(() => native(data))
  const ratio = ours / theirs
  const good = times === undefined ? ours <= (nanoseconds ?? 0) : ratio <= times
  return {
    name,
    ns: Math.round(ours),
    nativeNs: Math.round(theirs),
    ratio: Number(ratio.toFixed(1)),
    wanted: times ?? `${nanoseconds} ns`,
    good,
  }
}

/** Compiling a typical text that was not seen before. */
function compiling(): Record<string, unknown> {
  let n = 0
  const ns = time(() => compileTemplate(`={{ $json.orders.filter(o => o.total > ${n++}).map(o => o.id).join(', ') }}`))
  return { name: 'compile', ns: Math.round(ns), wanted: '60000 ns', good: ns <= 60_000 }
}

/** Making the scope of one item. */
function scoping(): Record<string, unknown> {
  let i = 0
  return { name: 'scope per item', ns: Math.round(time(() => new BenchScope(scope, i++))) }
}

console.log(JSON.stringify([...subjects.map(measure), compiling(), scoping()], null, 2))
if (sink === Symbol.iterator) console.log('unreachable: keeps the results alive')
