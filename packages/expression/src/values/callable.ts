/**
 * Functions as values of the language.
 *
 * No host function is ever a value. A `Closure` is a function that the expression wrote; a `Native` is one of ours with
 * a name. Both are called by the interpreter only (`run/call.ts`), and neither may be the result of an evaluation.
 */
import type { Runtime } from '../run/runtime.ts'

/** Runs a compiled node in a frame. */
export type Run = (frame: Frame) => unknown

/** The variables of one call (or of a block whose variables a closure may keep). */
export class Frame {
  readonly rt: Runtime
  readonly up: Frame | null
  readonly vars: unknown[]
  readonly self: unknown
  /** What `return` gave. */
  result: unknown = undefined
  /** Where a generator puts what it yields. */
  yields: unknown[] | null = null

  constructor(rt: Runtime, up: Frame | null, vars: unknown[], self: unknown) {
    this.rt = rt
    this.up = up
    this.vars = vars
    this.self = self
  }
}

/** The compiled, frame-independent part of a function. */
export interface FunctionCode {
  readonly name: string
  readonly arrow: boolean
  readonly slots: number
  /** Parameters are plain names without defaults in slots 0…n−1. */
  readonly simple: boolean
  readonly params: number
  readonly generator: boolean
  /** Binds parameters that are not simple. */
  readonly bind: ((frame: Frame, args: readonly unknown[]) => void) | null
  readonly run: Run
  readonly source: string
}

export class Closure {
  readonly code: FunctionCode
  readonly frame: Frame
  /** Properties set on the function, rare. */
  members: Map<string, unknown> | null = null

  constructor(code: FunctionCode, frame: Frame) {
    this.code = code
    this.frame = frame
  }
}

export type NativeCall = (rt: Runtime, self: unknown, args: readonly unknown[]) => unknown
type NativeConstruct = (rt: Runtime, args: readonly unknown[]) => unknown

interface NativeParts {
  readonly call?: NativeCall
  readonly construct?: NativeConstruct
  readonly statics?: ReadonlyMap<string, unknown>
  /** Answers `x instanceof this`. */
  readonly owns?: (value: unknown) => boolean
}

export class Native {
  readonly name: string
  readonly call: NativeCall
  readonly construct: NativeConstruct | undefined
  readonly statics: ReadonlyMap<string, unknown>
  readonly owns: ((value: unknown) => boolean) | undefined

  constructor(name: string, parts: NativeParts) {
    this.name = name
    this.call = parts.call ?? (() => undefined)
    this.construct = parts.construct
    this.statics = parts.statics ?? new Map()
    this.owns = parts.owns
  }
}

export type Callable = Closure | Native

export function isCallable(value: unknown): value is Callable {
  return value instanceof Closure || value instanceof Native
}

/**
 * Something of ours with named members that is no plain data: `Math`, `$input`, a node, a library façade.
 * Members are made when asked for. `keys` are what `Object.keys` shows and what it looks like as a result.
 */
export class View {
  readonly name: string
  /** Views that may also be called (`$items`, `$`). */
  readonly callable: NativeCall | undefined
  /** Present but useless: what other programs would reach for. */
  readonly inert: boolean
  readonly #read: (key: string) => unknown
  readonly #keys: () => readonly string[]

  constructor(
    name: string,
    read: (key: string) => unknown,
    keys: () => readonly string[] = () => [],
    callable?: NativeCall,
    inert = false,
  ) {
    this.name = name
    this.callable = callable
    this.inert = inert
    this.#read = read
    this.#keys = keys
  }

  read(key: string): unknown {
    return this.#read(key)
  }

  keys(): readonly string[] {
    return this.#keys()
  }
}

/** A `View` over a fixed table, of which it lists nothing. */
export class Namespace extends View {
  readonly members: ReadonlyMap<string, unknown>

  constructor(name: string, members: ReadonlyMap<string, unknown>) {
    super(name, (key) => members.get(key))
    this.members = members
  }
}

export function namespace(name: string, members: ReadonlyMap<string, unknown>): View {
  return new Namespace(name, members)
}
