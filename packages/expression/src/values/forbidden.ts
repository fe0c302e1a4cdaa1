/**
 * Names that no expression may reach, on any value, however the name was made.
 *
 * Nothing would come of most of them (there is no host prototype behind any value), but refusing them loudly is what
 * n8n does, and a second lock costs nothing.
 */
import { ExpressionError } from '../error.ts'

const FORBIDDEN: ReadonlySet<string> = new Set([
  'constructor',
  'prototype',
  '__proto__',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
  'caller',
  'callee',
  'arguments',
  'mainModule',
  'binding',
  '_load',
  'prepareStackTrace',
  'getPrototypeOf',
  'setPrototypeOf',
  'getOwnPropertyDescriptor',
  'getOwnPropertyDescriptors',
  'defineProperty',
  'defineProperties',
])

export function isForbidden(name: string): boolean {
  return FORBIDDEN.has(name)
}

export function forbidden(name: string): ExpressionError {
  return new ExpressionError('security', `Cannot access "${name}" due to security concerns.`, {
    description: 'Expressions see data and the listed functions only.',
  })
}
