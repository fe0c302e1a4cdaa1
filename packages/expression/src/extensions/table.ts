/**
 * The functions that the language adds to values.
 *
 * One table: what a function takes, what it says about itself and how it is tried out stand beside what it does.
 * Completion, hover, the reference page and the checker read it; every example is run as a test.
 */
import type { Runtime } from '../run/runtime.ts'

/** Kinds of values that have functions of their own. */
export type Receiver = 'string' | 'number' | 'boolean' | 'array' | 'object' | 'date'

export interface Parameter {
  readonly name: string
  readonly type: string
  readonly optional?: boolean
  readonly doc?: string
}

/** An example that is run: `code` gives `gives`. */
export interface Example {
  readonly code: string
  readonly gives: unknown
}

export interface LanguageFunction {
  readonly name: string
  readonly on: Receiver
  readonly parameters: readonly Parameter[]
  readonly returns: string
  /** One sentence. */
  readonly doc: string
  readonly examples: readonly Example[]
  /** True for functions that n8n does not have. */
  readonly own?: boolean
  readonly run: (rt: Runtime, self: unknown, args: readonly unknown[]) => unknown
}
