import type { Runtime } from '../../run/runtime.ts'
import { Native } from '../../values/callable.ts'
import { timed } from './arguments.ts'

type Call = (rt: Runtime, args: readonly unknown[]) => unknown

/** The functions of one of Luxon's classes, by name. */
export function statics(table: Readonly<Record<string, Call>>): Map<string, unknown> {
  return new Map<string, unknown>(
    Object.entries(table).map(([name, call]): [string, Native] => [
      name,
      new Native(name, { call: (rt, _, args) => timed(rt, () => call(rt, args)) }),
    ]),
  )
}
