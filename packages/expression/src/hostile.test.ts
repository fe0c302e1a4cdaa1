/**
 * Random attacks (`testing/attack-grammar.ts`), and after each of them the invariants of
 * `docs/security/expressions.md` that can be seen from outside. `MILLRACE_FUZZ_SEED` and `MILLRACE_FUZZ_COUNT` choose
 * other programs and more of them.
 */
import { Settings } from 'luxon'
import { expect, it } from 'vitest'
import { compileTemplate, dataScope, evaluate, ExpressionError, type Scope } from './index.ts'
import { AttackGrammar } from './testing/attack-grammar.ts'
import { HostSnapshot, hostThing } from './testing/host-snapshot.ts'
import { random } from './testing/random.ts'

const SEED = Number(process.env['MILLRACE_FUZZ_SEED'] ?? 20_261)
const COUNT = Number(process.env['MILLRACE_FUZZ_COUNT'] ?? 2_500)

/** Less than by default, so that thousands of endless programs end in seconds. */
const BUDGET = { ms: 60, bytes: 8 * 1024 * 1024, steps: 60_000, depth: 100 }

/** Far more than any budget, on the slowest of machines: what takes longer was not interrupted. */
const NO_END = 10_000

const makeData = () => ({
  list: [3, 1, 2],
  deep: { a: { b: [{ c: 1 }] } },
  text: 'some text',
  date: new Date(0),
  own: { constructor: 1, toString: 2, length: 3 },
})

const PROBE =
  '={{ [typeof polluted, ({}).polluted, [].polluted, "".polluted, (() => 1).polluted, Math.polluted, $json.polluted, ' +
  '[3, 1].sort().join(), "a b".toTitleCase(), /a/g.test("a"), Object.keys({ a: 1 }).length, JSON.stringify({ a: [1] }), ' +
  'Math.max(1, 2), $vars.polluted, new Date(0).toISOString(), $now.toISO(), [1, 2].sum(), Symbol.iterator === Symbol.iterator] }}'

function scopeOf(json: object): Scope {
  const custom = new Map<string, string>()
  return dataScope({
    input: [{ json }, { json: { n: 2 } }],
    now: () => 1_700_000_000_000,
    vars: () => ({ region: 'eu' }),
    execution: () => ({
      id: '1',
      resumeUrl: 'https://example.com/1',
      resumeFormUrl: 'https://example.com/2',
      customData: {
        get: (key) => custom.get(key),
        all: () => Object.fromEntries(custom),
        set: (key, value) => void custom.set(key, String(value)),
      },
    }),
  })
}

it(`${COUNT} attacks reach nothing, change nothing, leave nothing and end (seed ${SEED})`, () => {
  const host = new HostSnapshot()
  const probed = evaluate(compileTemplate(PROBE), scopeOf(makeData()))
  const settings = [Settings.now, Settings.defaultZone.name, Settings.defaultLocale]
  const kinds = new Map<string, number>()
  for (let n = 0; n < COUNT; n++) {
    const code = new AttackGrammar(random(SEED * 65_537 + n)).program().replaceAll('}}', '} }')
    const name = `attack ${n} of seed ${SEED}: ${code}`
    const data = makeData()
    const before = JSON.stringify(data)
    const start = performance.now()
    const kind = ending(code, data, host, name)
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    // S4, S5, S6 of the page.
    expect(performance.now() - start, name).toBeLessThan(NO_END)
    expect(JSON.stringify(data), name).toBe(before)
    expect([Settings.now, Settings.defaultZone.name, Settings.defaultLocale], name).toEqual(settings)
    expect(evaluate(compileTemplate(PROBE), scopeOf(makeData())), name).toEqual(probed)
    if (n % 500 === 0) expect(host.changes(), `up to ${name}`).toEqual([])
  }
  expect(host.changes()).toEqual([])
  // The attacks are worth something only while they come to all kinds of ends.
  for (const kind of ['value', 'security', 'budget', 'not_transferable']) {
    expect(kinds.get(kind) ?? 0, JSON.stringify([...kinds])).toBeGreaterThan(COUNT / 200)
  }
}, 120_000)

/** Runs one program: how it ended, after what leaves it was looked at (S1, S3 and S7 of the page). */
function ending(code: string, data: object, host: HostSnapshot, name: string): string {
  try {
    const value = evaluate(compileTemplate(`={{ ${code} }}`), scopeOf(data), BUDGET)
    expect(hostThing(value, host.objects), name).toBeUndefined()
    return 'value'
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    expect(error.kind, `${name}: ${error.message}`).not.toBe('internal')
    expect(error.stack, name).toBe(`ExpressionError: ${error.message}`)
    expect(error.message, name).not.toMatch(/node_modules|\.ts:\d|file:\/\/|node:/)
    return error.kind
  }
}
