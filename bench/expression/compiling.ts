/**
 * What compiling a text costs that was not seen before. Typical is what stands in the middle of some thirty thousand
 * expressions of published workflows: about 53 characters, one block or two, of which nineteen in twenty hold nothing
 * but names, members, calls, literals and operators.
 */
import { compileTemplate } from '@millrace/expression'
import { kept, median, type Row, time, within } from './timing.ts'

const TYPICAL: readonly ((n: number) => string)[] = [
  (n) => `={{ $('Load customer ${n}').item.json.company.name }}`,
  (n) => `={{ $json.output.summary${n}.trim().toLowerCase() }}`,
  (n) => `=Order {{ $json.id }} of {{ $json.customer${n}.name }}`,
  (n) => `={{ $json.total > ${n} ? 'large order' : 'small' }}`,
]

const typical = (n: number): string => (TYPICAL[n % TYPICAL.length] ?? String)(n)

/** The first texts a process compiles, before the engine has optimised anything. Must run before all other rows. */
export function compilingCold(): readonly Row[] {
  const times: number[] = []
  for (let n = 0; n < 50; n++) {
    const text = typical(n)
    const start = performance.now()
    kept.result = compileTemplate(text)
    times.push((performance.now() - start) * 1e6)
  }
  return [within('compile a typical text, median of the first 50 of a process', median(times), 60_000)]
}

export function compilingWarm(): readonly Row[] {
  let n = 1000
  return [
    within(
      'compile a typical text',
      time(() => compileTemplate(typical(n++))),
      60_000,
    ),
    within(
      'compile a text with functions',
      time(() => compileTemplate(`={{ $json.orders.filter(o => o.total > ${n++}).map(o => o.id).join(', ') }}`)),
      60_000,
    ),
  ]
}
