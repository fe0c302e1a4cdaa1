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
