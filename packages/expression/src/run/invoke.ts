/**
 * Calls functions of the language: closures in a new frame, natives through their one entry.
 */
import { Closure, Frame, Native, View, type Callable, isCallable } from '../values/callable.ts'
import { slots as slotsOf } from '../values/slots.ts'
import { Iter } from '../values/iter.ts'
import type { PlainObject } from '../values/plain.ts'
import { LIMITS, type Runtime } from './runtime.ts'
import { typeError } from './raised.ts'

/** Calls `callee` with `self` as `this`. */
export function invoke(rt: Runtime, callee: unknown, self: unknown, args: readonly unknown[]): unknown {
  if (callee instanceof Closure) return runClosure(rt, callee, self, args)
  if (callee instanceof Native) {
    rt.enter()
    rt.readAll(args)
    const result = callee.call(rt, self, args)
    rt.leave()
    return result
  }
  throw typeError(`${describe(callee)} is not a function`)
}

/** `new type(…args)`. `called` names it for the message. */
export function constructValue(rt: Runtime, type: unknown, args: readonly unknown[], called = describe(type)): unknown {
  if (type instanceof Native && type.construct !== undefined) {
    rt.allocate(64)
    rt.readAll(args)
    return type.construct(rt, args)
  }
  if (type instanceof View && type.inert) return undefined
  if (type instanceof Closure && !type.code.arrow && !type.code.generator) {
    const made: PlainObject = {}
    const result = invoke(rt, type, undefined, args)
    return typeof result === 'object' && result !== null ? result : made
  }
  throw typeError(`${called} is not a constructor`)
}

/** Calls with one argument, without an argument list where the closure allows it. */
export function invoke1(rt: Runtime, callee: Callable, a: unknown): unknown {
  if (!(callee instanceof Closure) || !callee.code.simple) return invoke(rt, callee, undefined, [a])
  const vars = slotsOf(callee.code.slots)
  if (callee.code.params > 0) vars[0] = a
  for (let i = 1; i < callee.code.params; i++) vars[i] = undefined
  return runIn(rt, callee, new Frame(rt, callee.frame, vars, selfOf(callee, undefined)))
}

/** Calls a list callback: element, index, list. */
export function invoke3(rt: Runtime, callee: Callable, a: unknown, b: unknown, c: unknown): unknown {
  if (!(callee instanceof Closure) || !callee.code.simple) return invoke(rt, callee, undefined, [a, b, c])
  const { params, slots } = callee.code
  const vars = slotsOf(slots)
  if (params > 0) {
    vars[0] = a
    if (params > 1) {
      vars[1] = b
      if (params > 2) vars[2] = c
      for (let i = 3; i < params; i++) vars[i] = undefined
    }
  }
  return runIn(rt, callee, new Frame(rt, callee.frame, vars, selfOf(callee, undefined)))
}

/** Calls a reducer or comparator: two arguments matter most. */
export function invoke2(rt: Runtime, callee: Callable, a: unknown, b: unknown): unknown {
  if (!(callee instanceof Closure) || !callee.code.simple) return invoke(rt, callee, undefined, [a, b])
  const { params, slots } = callee.code
  const vars = slotsOf(slots)
  if (params > 0) vars[0] = a
  if (params > 1) vars[1] = b
  for (let i = 2; i < params; i++) vars[i] = undefined
  return runIn(rt, callee, new Frame(rt, callee.frame, vars, selfOf(callee, undefined)))
}

/** The value as something callable, or a TypeError that names it. */
export function needCallable(value: unknown): Callable {
  if (isCallable(value)) return value
  throw typeError(`${describe(value)} is not a function`)
}

function runClosure(rt: Runtime, closure: Closure, self: unknown, args: readonly unknown[]): unknown {
  const { code } = closure
  const vars = slotsOf(code.slots)
  const frame = new Frame(rt, closure.frame, vars, selfOf(closure, self))
  if (code.bind === null) {
    for (let i = 0; i < code.params; i++) vars[i] = args[i]
  } else code.bind(frame, args)
  return runIn(rt, closure, frame)
}

function runIn(rt: Runtime, closure: Closure, frame: Frame): unknown {
  if (closure.code.generator) return new Iter(collect(rt, closure, frame), 'Generator')
  rt.enter()
  const result = closure.code.run(frame)
  rt.leave()
  return result
}

/**
 * A generator is run to its end when first asked, and hands out what it yielded. Endless generators meet the budget.
 */
function* collect(rt: Runtime, closure: Closure, frame: Frame): Generator<unknown, unknown> {
  const yielded: unknown[] = []
  frame.yields = yielded
  rt.enter()
  const result = closure.code.run(frame)
  rt.leave()
  rt.list(Math.min(yielded.length, LIMITS.array + 1))
  yield* yielded
  return result
}

/** `this` of every function is the (empty) global object, as in n8n, unless it is called with one explicitly. */
function selfOf(closure: Closure, self: unknown): unknown {
  return closure.code.arrow || self === undefined ? closure.frame.self : self
}

/** Names a value for an error message, briefly. */
export function describe(value: unknown): string {
  if (value === null) return 'null'
  switch (typeof value) {
    case 'undefined':
      return 'undefined'
    case 'string':
      return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value)
    case 'symbol':
      return 'a symbol'
    default:
      return Array.isArray(value) ? 'a list' : isCallable(value) ? 'a function' : 'an object'
  }
}
