import { ExpressionError } from '../error.ts'

/**
 * A JavaScript exception inside an expression: what `throw` throws, and what reading a field of null raises.
 *
 * It is no `Error` of the host (that would collect a host stack on every missing path) and never leaves an
 * evaluation: at the edge of a block it becomes `undefined`, in `catch` it becomes the value thrown.
 */
export class Raised {
  readonly #value: unknown
  readonly #name: string | undefined
  readonly #message: string

  private constructor(value: unknown, name: string | undefined, message: string) {
    this.#value = value
    this.#name = name
    this.#message = message
  }

  static value(value: unknown): Raised {
    return new Raised(value, undefined, '')
  }

  static error(
    name: 'TypeError' | 'ReferenceError' | 'RangeError' | 'SyntaxError' | 'URIError' | 'Error',
    message: string,
  ) {
    return new Raised(undefined, name, message)
  }

  get value(): unknown {
    return this.#name === undefined ? this.#value : makeError(this.#name, this.#message)
  }

  get message(): string {
    return this.#message
  }
}

/**
 * An error as the expression sees it, or null when it is none of its business (limits, our own errors). Errors of the
 * host's library (a bad date for `Intl`, a bad repeat count) are ordinary errors; an exhausted stack is not.
 */
export function asRaised(error: unknown): Raised | null {
  if (error instanceof Raised) return error
  if (error instanceof ExpressionError || !(error instanceof Error)) return null
  if (error instanceof RangeError && error.message.includes('call stack')) return null
  return Raised.error(
    error instanceof RangeError ? 'RangeError' : error instanceof TypeError ? 'TypeError' : 'Error',
    error.message,
  )
}

const KINDS: ReadonlyMap<string, ErrorConstructor> = new Map<string, ErrorConstructor>([
  ['Error', Error],
  ['TypeError', TypeError],
  ['ReferenceError', ReferenceError],
  ['RangeError', RangeError],
  ['SyntaxError', SyntaxError],
  ['URIError', URIError],
  ['EvalError', EvalError],
])

/** An error value for expressions: a host error object whose stack names nothing of the host. */
export function makeError(name: string, message: string): Error {
  const error = new (KINDS.get(name) ?? Error)(message)
  Object.defineProperty(error, 'stack', { value: `${name}: ${message}`, configurable: true, writable: true })
  return error
}

export function typeError(message: string): Raised {
  return Raised.error('TypeError', message)
}
