/**
 * The call that is running. An isolate runs one call at a time, so the global names (`items`, `$json`,
 * `console`, timers) can mean the call's own without being handed to the code one by one.
 */
import type { CodeMode, ConsoleLine } from '../code.ts'
import { asRecord } from './host.ts'

export interface InputItem {
  readonly json: Record<string, unknown>
  readonly binary?: Record<string, unknown>
  readonly pairedItem?: unknown
}

export interface ActiveCall {
  readonly id: string
  readonly mode: CodeMode
  readonly items: () => InputItem[]
  readonly context: () => Record<string, unknown>
  /** The item a per-item mode is at; 0 otherwise. */
  index: number
  /** Values of global names, made when first read. Those of one item are forgotten with it. */
  values: Record<string, unknown>
  itemValues: Record<string, unknown>
  readonly asks: Map<number, { readonly resolve: (value: unknown) => void; readonly reject: (error: unknown) => void }>
  readonly timers: Map<number, () => void>
  readonly printed: Printed
}

export interface Printed {
  lines: ConsoleLine[]
  chars: number
  readonly limit: number
  flushedAt: number
}

let current: ActiveCall | undefined

export function activeCall(): ActiveCall | undefined {
  return current
}

/** The running call, for names that make no sense without one. */
export function requireCall(): ActiveCall {
  if (!current) throw new Error('This run of the code has ended.')
  return current
}

export function setActiveCall(call: ActiveCall | undefined) {
  current = call
}

export function newCall(id: string, mode: CodeMode, items: string, context: string, consoleChars: number): ActiveCall {
  const parsedItems = once((): InputItem[] => JSON.parse(items))
  const parsedContext = once(() => asRecord(JSON.parse(context)))
  return {
    id,
    mode,
    items: parsedItems,
    context: parsedContext,
    index: 0,
    values: Object.create(null),
    itemValues: Object.create(null),
    asks: new Map(),
    timers: new Map(),
    printed: { lines: [], chars: 0, limit: consoleChars, flushedAt: Date.now() },
  }
}

export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}
