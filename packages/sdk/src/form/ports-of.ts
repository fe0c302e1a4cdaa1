import type { ConnectionKind } from '../connection-kind.ts'
import type { NodeDescription } from '../node-type.ts'
import type { Port, PortRule, Ports } from '../ports.ts'
import type { JsonParameters } from '../run-context.ts'
import { conditionHolds, valueAt } from './condition-holds.ts'
import { propertiesOf, settle } from './properties-of.ts'

/** No number in a document makes more of them: who counts to a thousand million has no memory left. */
const MOST = 1000

/** The ports of a placed node: its description's rules, counted with its parameters. */
export function portsOf(description: NodeDescription, parameters: JsonParameters, version: number): Ports {
  const { values } = settle(propertiesOf(description, version), parameters, version)
  return {
    inputs: ports(description.inputs, values, version),
    outputs: ports(description.outputs, values, version),
  }
}

function ports(rules: readonly PortRule[], values: JsonParameters, version: number): readonly Port[] {
  const found: Port[] = []
  const counted = new Map<ConnectionKind, number>()
  const add = (rule: PortRule, label: string) => {
    const index = counted.get(rule.kind) ?? 0
    counted.set(rule.kind, index + 1)
    found.push({
      kind: rule.kind,
      index,
      label,
      required: rule.required ?? false,
      ...(rule.max !== undefined && { max: rule.max }),
      ...(rule.accepts && { accepts: rule.accepts }),
    })
  }
  for (const rule of rules) {
    if (rule.versions && !rule.versions.includes(version)) continue
    if (!conditionHolds(rule.when, values, values, version)) continue
    for (const label of labels(rule, values)) add(rule, label)
  }
  return found
}

function labels(rule: PortRule, values: JsonParameters): readonly string[] {
  const label = rule.label ?? ''
  if (rule.count) {
    const given = Number(valueAt(values, rule.count.path))
    const wanted = Number.isInteger(given) && given >= 0 ? given : rule.count.default
    const count = Math.min(wanted, rule.count.max ?? MOST)
    return Array.from({ length: count }, (_, i) => (label === '' ? String(i) : `${label} ${i + 1}`))
  }
  if (rule.each) {
    const entries = valueAt(values, rule.each.path)
    const member = rule.each.label
    if (!Array.isArray(entries)) return []
    return entries.map((entry: unknown, i) => {
      const named = member !== undefined && isRecord(entry) ? valueAt(entry, member) : undefined
      return typeof named === 'string' && named !== '' ? named : String(i)
    })
  }
  return [label]
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
