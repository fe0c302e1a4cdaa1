/**
 * Calls a function of the table on a value of its kind.
 */
import { DateTime } from 'luxon'
import { ExpressionError } from '../error.ts'
import type { Runtime } from '../run/runtime.ts'
import { isPlain } from '../values/plain.ts'
import { View } from '../values/callable.ts'
import { functions } from './functions.ts'
import type { LanguageFunction, Receiver } from './table.ts'

const byKind = new Map<Receiver, Map<string, LanguageFunction>>()
const names = new Set<string>()
for (const one of functions) {
  names.add(one.name)
  const table = byKind.get(one.on) ?? new Map<string, LanguageFunction>()
  table.set(one.name, one)
  byKind.set(one.on, table)
}

export function isExtensionName(name: string): boolean {
  return names.has(name)
}

/** The kind of receiver a value is; undefined when no function takes it. */
export function receiverKind(value: unknown): Receiver | undefined {
  switch (typeof value) {
    case 'string':
      return 'string'
    case 'number':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'object':
      if (value === null) return undefined
      if (Array.isArray(value)) return 'array'
      if (DateTime.isDateTime(value) || value instanceof Date) return 'date'
      return isPlain(value) || value instanceof View ? 'object' : undefined
    default:
      return undefined
  }
}

export function callExtension(rt: Runtime, receiver: unknown, name: string, args: readonly unknown[]): unknown {
  if (receiver === null || receiver === undefined) {
    if (name === 'isEmpty') return true
    if (name === 'isNotEmpty') return false
    throw new ExpressionError('nullish_receiver', `${name}() was called on ${String(receiver)}.`, {
      description: 'Check that the value before it exists, or use ?. before the function.',
    })
  }
  const kind = receiverKind(receiver)
  const found = kind === undefined ? undefined : byKind.get(kind)?.get(name)
  if (found === undefined) {
    throw new ExpressionError(
      'receiver_type',
      `${name}() cannot be used on this kind of value (${kind ?? typeof receiver}).`,
      {
        description: `It works on: ${[...byKind]
          .filter(([, table]) => table.has(name))
          .map(([on]) => on)
          .join(', ')}.`,
      },
    )
  }
  rt.spend(1)
  return found.run(rt, typeof receiver === 'object' ? rt.current(receiver) : receiver, args)
}
