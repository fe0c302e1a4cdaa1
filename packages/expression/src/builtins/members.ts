/**
 * Tables of members: what a kind of value offers by name.
 */
import type { Runtime } from '../run/runtime.ts'

export type Method<T> = (rt: Runtime, self: T, args: readonly unknown[]) => unknown
export type Getter<T> = (rt: Runtime, self: T) => unknown

export interface Members<T> {
  readonly methods: ReadonlyMap<string, Method<T>>
  readonly getters: ReadonlyMap<string, Getter<T>>
  /** Methods that change their receiver: they are given a copy that may be written to. */
  readonly mutators?: ReadonlySet<string>
}

/** Methods by name. These names are spelled out because every object has members of these names already. */
export interface MethodTable<T> {
  readonly [name: string]: Method<T> | undefined
  readonly toString?: Method<T>
  readonly toLocaleString?: Method<T>
  readonly valueOf?: Method<T>
}

/**
 * A table for one kind. Only `tableOf` in `run/property.ts` hands receivers to it, and only those of its kind; that is
 * why the receiver's type may be forgotten here.
 */
export function members<T>(
  methods: MethodTable<T>,
  getters: Readonly<Record<string, Getter<T>>> = {},
  mutators: readonly string[] = [],
): Members<unknown> {
  const table: Members<T> = {
    methods: new Map(Object.entries(methods).flatMap(([name, run]) => (run === undefined ? [] : [[name, run]]))),
    getters: new Map(Object.entries(getters)),
    mutators: new Set(mutators),
  }
  return table as Members<unknown>
}
