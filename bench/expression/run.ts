/**
 * What an expression costs, beside the same thing as hand-written JavaScript in the same run. Run it with
 * `node bench/expression/run.ts`; it prints JSON: nanoseconds of each, their ratio, and what is wanted. Times mean
 * something on a machine that does nothing else; ratios always do.
 */
import { atItem, compileTemplate, dataScope, evaluate, resolveParameter, type ScopeItem } from '@millrace/expression'
import { DateTime } from 'luxon'
import { assisting } from './assisting.ts'
import { compilingCold, compilingWarm } from './compiling.ts'
import { isolateRoundTrip } from './isolate.ts'
import { against, kept, type Row, time, within } from './timing.ts'

interface Subject {
  readonly name: string
  readonly text: string
  readonly native: (json: Data) => unknown
  /** How many times the native time is fine. */
  readonly times: number
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

const scopeOf = (input: readonly ScopeItem[]) => dataScope({ input, now: () => now, zone: 'Europe/Berlin' })
const scope = scopeOf([{ json: data }])

function measure({ name, text, native, times }: Subject): Row {
  const template = compileTemplate(text)
  return against(
    name,
    () => evaluate(template, scope),
    () => native(data),
    times,
  )
}

/** `$json.a.b`, by itself and beside the least that a sandbox of another kind costs. */
function path(): readonly Row[] {
  const template = compileTemplate('={{ $json.a.b }}')
  const ours = time(() => evaluate(template, scope))
  const isolate = isolateRoundTrip(data)
  const ratio = isolate / ours
  return [
    within('path', ours, 200),
    {
      name: 'path beside a round trip to a warm isolate',
      ns: Math.round(ours),
      nativeNs: Math.round(isolate),
      ratio: Number(ratio.toFixed(1)),
      wanted: 'the isolate takes ≥ 50 ×',
      good: ratio >= 50,
    },
  ]
}

/** The scope of one item of many, made and used once: no more with many items than with one. */
function scoping(): Row {
  const template = compileTemplate('={{ $json.a.b + $itemIndex }}')
  const perItem = (count: number): (() => unknown) => {
    const base = scopeOf(Array.from({ length: count }, () => ({ json: data })))
    let i = 0
    return () => evaluate(template, atItem(base, i++ % count))
  }
  // One item would be the base itself; two make scopes too. Ten thousand are no longer in the processor's cache.
  return against('scope and evaluation of one item of 10,000, beside one of 2', perItem(10_000), perItem(2), 2)
}

/** Text without blocks, and parameters without expressions, are handed on as they are. */
function fixedText(): readonly Row[] {
  const template = compileTemplate('=Nothing to see here, only a rather long text without any blocks in it.')
  const parameters = { url: 'https://example.com', options: { retry: true, list: ['a', 'b'] } }
  return [
    within(
      'text without blocks',
      time(() => evaluate(template, scope)),
      50,
    ),
    within(
      'parameters without expressions',
      time(() => resolveParameter(parameters, scope)),
      500,
    ),
  ]
}

const cold = compilingCold()
const rows = [
  ...path(),
  ...subjects.map(measure),
  ...cold,
  ...compilingWarm(),
  scoping(),
  ...fixedText(),
  ...assisting(),
]
console.log(JSON.stringify(rows, null, 2))
if (kept.result === Symbol.iterator) console.log('unreachable: keeps the results alive')
if (rows.some(({ good }) => !good)) process.exitCode = 1
