/**
 * The second line of a card: what this node does, from its definition's own sentence. Text in `{…}` is a
 * parameter's value, with `*` every entry of a list; expressions are shown as what they read (`status`, not
 * `={{ $json.status }}`), and a web address loses its scheme, because the host is what tells two requests apart. A
 * node that only asks something says its first condition.
 */
import {
  conditionHolds,
  isJsonObject,
  type Json,
  type JsonObject,
  type NodeDescription,
  withDefaults,
} from '@millrace/sdk'
import { operatorOf } from './filter-operators.ts'

export interface SummaryPart {
  readonly text: string
  /** `method` is set in mono, `reads` in the colour of what flows. */
  readonly as: 'words' | 'method' | 'reads'
}

const methods = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'])

export function summaryOf(type: NodeDescription, parameters: JsonObject, version: number): readonly SummaryPart[] {
  const values = withDefaults(type, parameters, version)
  const rule = type.summary?.find(({ when }) => when === undefined || conditionHolds(when, values, values, version))
  if (!rule) return conditionOf(type, values) ?? [{ text: type.name, as: 'words' }]
  const parts: SummaryPart[] = []
  for (const piece of rule.text.split(/(\{[^}]+\})/)) {
    if (piece === '') continue
    const place = /^\{(.+)\}$/.exec(piece)?.[1]
    if (place === undefined) parts.push({ text: piece, as: 'words' })
    else if (place.includes('*'))
      parts.push({ text: every(values, place.split('.')).map(plain).join(', '), as: 'words' })
    else parts.push(shown(labelled(type, place, at(values, place))))
  }
  const filled = parts.some(({ text }) => text.trim() !== '')
  return filled ? parts : [{ text: type.name, as: 'words' }]
}

export function summaryText(parts: readonly SummaryPart[]): string {
  return parts.map(({ text }) => text).join('')
}

/** A chosen option is said in the words of the form. */
function labelled(type: NodeDescription, place: string, value: Json | undefined): Json | undefined {
  if (typeof value !== 'string' || methods.has(value)) return value
  const options = type.properties.flatMap((property) => (property.name === place ? (property.options ?? []) : []))
  return options.find((option) => option.value === value)?.label ?? value
}

/** The values at a path of which `*` stands for every entry of a list. */
function every(value: Json | undefined, [key, ...rest]: readonly string[]): readonly Json[] {
  if (value === undefined || value === null) return []
  if (key === undefined) return [value]
  if (key === '*') return Array.isArray(value) ? value.flatMap((entry) => every(entry, rest)) : []
  return isJsonObject(value) ? every(value[key], rest) : []
}

/** `status is paid`: the first condition of the first filter that has any. */
function conditionOf(type: NodeDescription, values: JsonObject): readonly SummaryPart[] | undefined {
  for (const property of type.properties) {
    const filter = property.type === 'filter' ? values[property.name] : undefined
    const [first, ...others] = every(filter, ['conditions', '*']).filter(isJsonObject)
    if (!first) continue
    const operator = operatorOf(first['operator'])
    const right = operator.single ? '' : ` ${shown(first['rightValue']).text}`
    const more = others.length === 0 ? '' : `, and ${others.length} more`
    return [shown(first['leftValue']), { text: ` ${operator.label}${right}${more}`, as: 'words' }]
  }
  return undefined
}

function plain(value: Json): string {
  return shown(value).text
}

function at(parameters: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = parameters
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = Object.entries(value).find(([name]) => name === key)?.[1]
  }
  return value
}

function shown(value: Json | undefined): SummaryPart {
  if (value === undefined || value === null) return { text: '', as: 'words' }
  if (typeof value === 'object') {
    if (Array.isArray(value)) return { text: String(value.length), as: 'words' }
    const named = Object.entries(value).find(([key]) => key === 'cachedResultName' || key === 'value')?.[1]
    return named === undefined ? { text: '', as: 'words' } : shown(named)
  }
  const text = String(value)
  if (methods.has(text)) return { text, as: 'method' }
  if (text.startsWith('=')) return readable(text.slice(1))
  return { text: text.replace(/^https?:\/\//, ''), as: 'words' }
}

/** `{{ $json.order.status }}` reads `order.status`; text around stays. */
function readable(template: string): SummaryPart {
  const single = /^\s*\{\{\s*\$json\.([\w.]+)\s*\}\}\s*$/.exec(template)?.[1]
  if (single) return { text: single, as: 'reads' }
  const text = template
    .replace(/^https?:\/\//, '')
    .replace(/\{\{\s*(?:\$json\.)?(.*?)\s*\}\}/g, (_, inner: string) => (inner.length > 24 ? '…' : inner))
  return { text, as: 'words' }
}
