/** Locales and options, as `Intl` and the methods that format by locale take them. */
import { isPrimitive, toText } from '../run/convert.ts'
import { typeError } from '../run/raised.ts'
import type { Runtime } from '../run/runtime.ts'
import { IntlValue } from '../values/intl-value.ts'
import { isPlain, ownValue } from '../values/plain.ts'

/** Where no locale is named it is this one, whatever the machine or the browser prefers. */
export const DEFAULT_LOCALE = 'en-US'

export function localeOf(value: unknown): string | string[] {
  if (typeof value === 'string') return value
  if (value instanceof IntlValue && value.host instanceof Intl.Locale) return value.host.toString()
  if (value === null) throw typeError('Cannot convert undefined or null to object')
  if (!Array.isArray(value) || value.length === 0) return DEFAULT_LOCALE
  if (value.every((one) => typeof one === 'string')) return value
  throw typeError('Incorrect locale information provided')
}

/** Options for `Intl`, as plain own data: what is no primitive is turned into text, as `Intl` would. */
export function optionsOf(rt: Runtime, value: unknown): Record<string, never> | undefined {
  if (value === null) throw typeError('Cannot convert undefined or null to object')
  if (typeof value !== 'object') return undefined
  const made: Record<string, never> = Object.create(null) as Record<string, never>
  if (!isPlain(value)) return made
  const current = rt.current(value)
  for (const key of Object.keys(current)) {
    const member = ownValue(current, key)
    Reflect.set(made, key, isPrimitive(member) && typeof member !== 'symbol' ? member : toText(rt, member))
  }
  return made
}
