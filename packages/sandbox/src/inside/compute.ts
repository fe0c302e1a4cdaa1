/** What only the system can compute. Pure, quick, and bounded by the runner. */
import { host, readAnswer } from './host.ts'

export function compute(name: string, ...args: readonly unknown[]): unknown {
  return readAnswer(host().compute(name, JSON.stringify(args)))
}
