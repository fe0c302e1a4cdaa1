/**
 * How entries of the table are written.
 */
import type { Runtime } from '../run/runtime.ts'
import type { Example, LanguageFunction, Parameter, Receiver } from './table.ts'

type RunOn<T> = (rt: Runtime, self: T, args: readonly unknown[]) => unknown

interface Entry<T> {
  /** Parameters as they are written in the signature: `'separator?: string'`. */
  readonly takes?: readonly string[]
  readonly gives: string
  readonly doc: string
  /** `[code, result]` pairs. */
  readonly examples?: readonly (readonly [code: string, gives: unknown])[]
  readonly own?: boolean
  readonly run: RunOn<T>
}

/** `functionsOn<string>('string', { … })`: the functions of one kind of value. Only receivers of that kind reach them. */
export function functionsOn<T>(on: Receiver, entries: Readonly<Record<string, Entry<T>>>): LanguageFunction[] {
  return Object.entries(entries).map(([name, entry]) => ({
    name,
    on,
    parameters: (entry.takes ?? []).map(parameter),
    returns: entry.gives,
    doc: entry.doc,
    examples: (entry.examples ?? []).map(([code, gives]): Example => ({ code, gives })),
    own: entry.own ?? false,
    run: (rt, self, args) => entry.run(rt, self as T, args),
  }))
}

/** A parameter as it is written in a signature. */
export function parameter(text: string): Parameter {
  const [, name = text, mark, type = 'any'] = /^(\.{0,3}\w+)(\?)?:\s*(.+)$/.exec(text) ?? []
  return { name, type, optional: mark === '?' }
}
