/** A value as a person reads it in a console. Getters are not called, and it stops at a size. */
import { isRecord } from './host.ts'
import { describeThrown } from './thrown.ts'

const maximumDepth = 4
const maximumEntries = 100
const maximumChars = 20_000

export function inspect(value: unknown): string {
  const seen = new Set<object>()
  let budget = maximumChars
  const show = (value: unknown, depth: number): string => {
    const text = shown(value, depth)
    budget -= text.length
    return text
  }

  const shown = (value: unknown, depth: number): string => {
    if (typeof value === 'string') return depth === 0 ? value : JSON.stringify(value.slice(0, Math.max(0, budget)))
    if (typeof value === 'bigint') return `${value}n`
    if (typeof value === 'function') return `[Function ${ownText(value, 'name') ?? ''}]`
    if (!isRecord(value)) return String(value)
    if (value instanceof Error) return errorText(value)
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
    if (value instanceof RegExp) return RegExp.prototype.toString.call(value)
    if (seen.has(value)) return '[Circular]'
    if (depth >= maximumDepth || budget <= 0) return Array.isArray(value) ? '[Array]' : '[Object]'
    seen.add(value)
    const text = showParts(value, depth)
    seen.delete(value)
    return text
  }

  const showParts = (value: Record<string, unknown>, depth: number): string => {
    const next = depth + 1
    if (Array.isArray(value))
      return bracket(
        '[',
        limited(value, (entry) => show(entry, next)),
        ']',
      )
    if (value instanceof Map) {
      return bracket(
        `Map(${value.size}) {`,
        limited([...value], ([k, v]) => `${show(k, next)} => ${show(v, next)}`),
        '}',
      )
    }
    if (value instanceof Set)
      return bracket(
        `Set(${value.size}) {`,
        limited([...value], (entry) => show(entry, next)),
        '}',
      )
    if (value instanceof Uint8Array) return `<${value.length} bytes>`
    const entries = limited(Object.entries(Object.getOwnPropertyDescriptors(value)), ([key, property]) => {
      const name = /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key)
      return `${name}: ${property.get ? '[Getter]' : show(property.value, next)}`
    })
    return bracket('{', entries, '}')
  }

  return show(value, 0)
}

function limited<T>(entries: readonly T[], show: (entry: T) => string): string[] {
  const texts = entries.slice(0, maximumEntries).map(show)
  return entries.length > maximumEntries ? [...texts, `… ${entries.length - maximumEntries} more`] : texts
}

function bracket(open: string, parts: readonly string[], close: string): string {
  return parts.length === 0 ? open + close : `${open} ${parts.join(', ')} ${close}`
}

function ownText(value: object, key: string): string | undefined {
  const text: unknown = Object.getOwnPropertyDescriptor(value, key)?.value
  return typeof text === 'string' ? text : undefined
}

function errorText(error: Error): string {
  const { name, message } = describeThrown(error, { withLine: true })
  return message === '' ? (name ?? 'Error') : `${name ?? 'Error'}: ${message}`
}
