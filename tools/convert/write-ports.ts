/**
 * Ports as our rules. The facts list them case by case; a rule says of one port when it is there, which is
 * asked of the cases: always, or whenever some parameters have some values.
 */
import type { Condition, ConditionValue, Json } from '@millrace/sdk'
import type { FactsPort, FactsPorts } from './read-facts.ts'
import { entry, listOf, literal, record, type Source, source } from './source.ts'
import { same } from './specialise.ts'
import { labelOf } from './words.ts'
import { writeCondition } from './write-inputs.ts'

/** A port among others that may look the same: the first of them, the second, … */
interface Numbered extends FactsPort {
  readonly nth?: number
}

/** One port, and when it is there. */
interface Rule extends FactsPort {
  readonly when?: Condition
  readonly versions?: readonly number[]
}

/** The ports of one side, for `inputs` or `outputs`; undefined where rules cannot say what the facts do. */
export function writePorts(
  all: readonly FactsPorts[],
  names: readonly string[],
): { readonly source: Source; readonly isOneOfItems: boolean; readonly isNone: boolean } | undefined {
  const sets = all.map((ports) => ({ versions: ports.versions, rules: rulesOf(ports) }))
  const found: Rule[] = []
  for (const { versions, rules } of sets) {
    if (!rules) return undefined
    for (const rule of rules) found.push({ ...rule, versions })
  }
  const rules = sharedFirst(
    sets.map(({ rules: own }) => own ?? []),
    found,
  )
  if (all.length === 0) return undefined
  const named = rules.map((rule, i) => ({ ...rule, label: names.length === rules.length ? names[i] : rule.label }))
  const arePlain = named.every(({ kind, when, versions, required, max }) =>
    same([kind, when, versions, required, max], ['main', undefined, undefined, undefined, undefined]),
  )
  const labels = named.map((one) => one.label ?? '')
  const areNamed = labels.some((label) => label !== '')
  return {
    isNone: named.length === 0,
    isOneOfItems: arePlain && !areNamed && named.length === 1,
    source: arePlain
      ? source`${areNamed ? literal(labels) : String(named.length)}`
      : source`[${listOf(named.map(writeRule))}]`,
  }
}

/** What all versions have alike comes first and says no versions. */
function sharedFirst(sets: readonly (readonly Rule[])[], all: readonly Rule[]): readonly Rule[] {
  const [first = [], ...others] = sets
  const different = first.findIndex((rule, i) => others.some((rules) => !same(rules[i], rule)))
  const shared = different < 0 ? first.length : different
  const rest = sets.flatMap((rules, i) => {
    const before = sets.slice(0, i).reduce((sum, one) => sum + one.length, 0)
    return all.slice(before + shared, before + rules.length)
  })
  return [...first.slice(0, shared), ...rest]
}

function writeRule({ kind, label, versions, when, required, max }: Rule): Source {
  return record([
    entry('kind', literal(kind)),
    ...(label === undefined || label === '' ? [] : [entry('label', literal(labelOf(label, label)))]),
    ...(versions ? [entry('versions', literal(versions))] : []),
    ...(when ? [entry('when', writeCondition(when))] : []),
    ...(required ? [entry('required', 'true')] : []),
    ...(max === undefined ? [] : [entry('max', String(max))]),
  ])
}

function rulesOf({ cases, otherwise, inWords }: FactsPorts): readonly Rule[] | undefined {
  if (inWords) return undefined
  const numberedCases = cases.map(({ when = {}, ports }) => ({ when, ports: numbered(ports) }))
  const others = otherwise && numbered(otherwise)
  const sides = [...numberedCases.map((one) => one.ports), ...(others ? [others] : [])]
  const ports = inOrder(sides, 'beforeNext') ?? inOrder(sides, 'behindLast')
  if (!ports) return undefined
  const rules: Rule[] = []
  for (const port of ports) {
    const { nth: _nth, ...plain } = port
    const has = (side: readonly Numbered[]) => side.some((one) => same(one, port))
    if (sides.every(has)) {
      rules.push(plain)
      continue
    }
    const isElsewhere = others !== undefined && has(others)
    const found = conditionFor(numberedCases.map((one) => [one.when, has(one.ports) !== isElsewhere]))
    const when = isElsewhere ? opposite(found) : found
    if (!when) return undefined
    rules.push({ ...plain, when })
  }
  return rules
}

/** A condition on one parameter, turned round. */
function opposite(condition: Condition | undefined): Condition | undefined {
  const { show = {} } = condition ?? {}
  return Object.keys(show).length === 1 ? { hide: show } : undefined
}

function numbered(ports: readonly FactsPort[]): readonly Numbered[] {
  return ports.map((port, i) => {
    const nth = ports.slice(0, i).filter((one) => same(one, port)).length
    return nth === 0 ? port : { ...port, nth }
  })
}

/**
 * Every port once, in an order that all cases keep; undefined if none was found. A port that is new goes
 * before the next one of its case that has a place, or behind the last one.
 */
function inOrder(
  sides: readonly (readonly Numbered[])[],
  place: 'beforeNext' | 'behindLast',
): readonly Numbered[] | undefined {
  const found: Numbered[] = []
  const at = (port: Numbered) => found.findIndex((one) => same(one, port))
  for (const side of sides.toSorted((a, b) => b.length - a.length)) {
    side.forEach((port, i) => {
      if (at(port) >= 0) return
      const next = side
        .slice(i + 1)
        .map(at)
        .find((one) => one >= 0)
      const last = Math.max(-1, ...side.slice(0, i).map(at))
      found.splice(place === 'beforeNext' ? (next ?? found.length) : last + 1, 0, port)
    })
  }
  const keep = sides.every((side) =>
    same(
      side,
      found.filter((port) => side.some((one) => same(one, port))),
    ),
  )
  return keep ? found : undefined
}

type Parameters = Readonly<Record<string, readonly Json[]>>

/** The values that are shared by the cases that have a port and by none of the others, as few as possible. */
function conditionFor(cases: readonly (readonly [Parameters, boolean])[]): Condition | undefined {
  const having = cases.filter(([, has]) => has).map(([when]) => when)
  const lacking = cases.filter(([, has]) => !has).map(([when]) => when)
  const keys = [...new Set(having.flatMap((when) => Object.keys(when)))]
  const show: Record<string, readonly ConditionValue[]> = {}
  for (const key of keys) {
    if (!having.every((when) => when[key])) continue
    const values = having.flatMap((when) => when[key] ?? [])
    if (values.some((one) => typeof one === 'object')) return undefined
    show[key] = [...new Set(values)]
  }
  const meets = (when: Parameters) =>
    Object.entries(show).every(([key, values]) => !when[key] || when[key].some((one) => values.includes(one)))
  if (lacking.some(meets)) return undefined
  for (const key of keys) {
    const { [key]: values, ...others } = show
    const isNeeded = lacking.some((when) =>
      Object.entries(others).every(([other, some]) => !when[other] || when[other].some((one) => some.includes(one))),
    )
    if (values && !isNeeded && Object.keys(others).length > 0 && lacking.length > 0) delete show[key]
  }
  return { show }
}
