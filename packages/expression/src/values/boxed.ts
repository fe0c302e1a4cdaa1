/* oxlint-disable unicorn/no-instanceof-builtins -- boxed primitives are exactly what is looked for here */
/** Boxed primitives: what `new Number(5)` and `Object("x")` make. */

interface Boxed<T> {
  valueOf(): T
}

export function isBoxedText(value: unknown): value is Boxed<string> & { readonly length: number } {
  return value instanceof String
}

export function isBoxedNumber(value: unknown): value is Boxed<number> {
  return value instanceof Number
}

export function isBoxedBoolean(value: unknown): value is Boxed<boolean> {
  return value instanceof Boolean
}

export function isBoxed(value: unknown): value is Boxed<string | number | boolean> {
  return isBoxedText(value) || isBoxedNumber(value) || isBoxedBoolean(value)
}
