/**
 * JMESPath: parsed by the community's parser, run by us over own members with the budgets of the evaluation.
 */
import { compile } from '@jmespath-community/jmespath'
import { ExpressionError } from '../error.ts'
import { ownKeys } from '../run/entries.ts'
import { toText } from '../run/convert.ts'
import { Raised } from '../run/raised.ts'
import type { Runtime } from '../run/runtime.ts'
import { View } from '../values/callable.ts'
import { forbidden } from '../values/forbidden.ts'
import { define, isPlain, ownValue, type PlainObject } from '../values/plain.ts'
import { callFunction, isFalse, strictlyEqual, type Call } from './jmespath-functions.ts'

export type Node = ReturnType<typeof compile>

const MAX_LENGTH = 10_000
const CACHE_SIZE = 200
const cache = new Map<string, Node>()

/** `$jmespath(data, path)`. */
export function jmespath(rt: Runtime, [data, path]: readonly unknown[]): unknown {
  if (data === undefined || (typeof data !== 'object' && data !== null)) {
    throw new ExpressionError('bad_argument', '$jmespath(): the first argument must be an object or a list.')
  }
  const text = toText(rt, path)
  refuseDangerous(text)
  return search(rt, data, text)
}

/** n8n refuses paths that mention these words, or escapes that could spell them. */
function refuseDangerous(text: string): void {
  const found = /\\|__proto__|prototype|constructor/.exec(text)
  if (found !== null) throw forbidden(found[0])
}

/** The value of a path in data; errors of the path are ordinary errors of the expression. */
export function search(rt: Runtime, data: unknown, path: string): unknown {
  const root = parsePath(path)
  return new Search(rt, data).visit(root, data)
}

function parsePath(path: string): Node {
  const known = cache.get(path)
  if (known !== undefined) return known
  if (path.length > MAX_LENGTH) throw Raised.error('Error', `A JMESPath may have at most ${MAX_LENGTH} characters`)
  let node: Node
  try {
    node = compile(path, { enable_legacy_literals: true })
  } catch (error) {
    throw Raised.error('Error', error instanceof Error ? error.message : 'Invalid JMESPath')
  }
  if (cache.size >= CACHE_SIZE) cache.clear()
  cache.set(path, node)
  return node
}

/** A function argument written `&expression`. */
class Reference {
  readonly node: Node

  constructor(node: Node) {
    this.node = node
  }
}

class Search {
  readonly #rt: Runtime
  readonly #root: unknown
  readonly #variables: ReadonlyMap<string, unknown>

  constructor(rt: Runtime, root: unknown, variables: ReadonlyMap<string, unknown> = new Map()) {
    this.#rt = rt
    this.#root = root
    this.#variables = variables
  }

  visit(node: Node, value: unknown): unknown {
    this.#rt.enter()
    const result = this.#visit(node, value)
    this.#rt.leave()
    return result ?? null
  }

  #visit(node: Node, value: unknown): unknown {
    switch (node.type) {
      case 'Field':
        return this.#field(value, node.name)
      case 'Index':
        return Array.isArray(value) ? this.#current(value).at(node.value) : null
      case 'Slice':
        return slice(value, node.start, node.stop, node.step)
      case 'IndexExpression':
      case 'Pipe':
        return this.visit(node.right, this.visit(node.left, value))
      case 'Subexpression': {
        const left = this.visit(node.left, value)
        return left === null ? null : this.visit(node.right, left)
      }
      case 'Projection': {
        const base = this.visit(node.left, value)
        if (typeof base === 'string' && node.left.type === 'IndexExpression') return this.visit(node.right, base)
        return Array.isArray(base) ? this.#each(this.#current(base), node.right) : null
      }
      case 'ValueProjection': {
        const base = this.visit(node.left, value)
        return this.#isObject(base) ? this.#each(this.#values(base), node.right) : null
      }
      case 'FilterProjection': {
        const base = this.visit(node.left, value)
        if (!Array.isArray(base)) return null
        const kept = this.#current(base).filter((element) => !isFalse(this.visit(node.condition, element)))
        return this.#each(kept, node.right)
      }
      case 'Flatten': {
        const base = this.visit(node.child, value)
        return Array.isArray(base) ? this.#current(base).flat() : null
      }
      case 'MultiSelectList':
        return node.children.map((child) => this.visit(child, value))
      case 'MultiSelectHash':
        return this.#hash(node.children, value)
      case 'OrExpression': {
        const left = this.visit(node.left, value)
        return isFalse(left) ? this.visit(node.right, value) : left
      }
      case 'AndExpression': {
        const left = this.visit(node.left, value)
        return isFalse(left) ? left : this.visit(node.right, value)
      }
      case 'NotExpression':
        return isFalse(this.visit(node.child, value))
      case 'Ternary':
        return this.visit(isFalse(this.visit(node.condition, value)) ? node.falseExpr : node.trueExpr, value)
      case 'Comparator':
        return compare(this.#rt, node.name, this.visit(node.left, value), this.visit(node.right, value))
      case 'Arithmetic':
        return arithmetic(node.operator, this.visit(node.left, value), this.visit(node.right, value))
      case 'Unary': {
        const operand = number(this.visit(node.operand, value))
        return node.operator === 'Minus' ? -operand : operand
      }
      case 'Literal':
        return node.value
      case 'Root':
        return this.#root
      case 'Current':
      case 'Identity':
        return value
      case 'ExpressionReference':
        return new Reference(node.child)
      case 'Function':
        return this.#function(node.name, node.children, value)
      case 'LetExpression':
        return this.#let(node.bindings, node.expression, value)
      case 'Variable':
        if (!this.#variables.has(node.name)) throw Raised.error('Error', `Undefined variable ${node.name}`)
        return this.#variables.get(node.name)
      default:
        throw Raised.error('Error', 'This JMESPath cannot be used here')
    }
  }

  #current<T extends object>(value: T): T {
    return this.#rt.current(value)
  }

  #isObject(value: unknown): value is object {
    return isPlain(value) || value instanceof View
  }

  #field(value: unknown, name: string): unknown {
    if (value instanceof View) return value.read(name)
    return isPlain(value) ? ownValue(this.#current(value), name) : null
  }

  #values(value: object): unknown[] {
    return ownKeys(this.#rt, value).map((key) => this.#field(value, key))
  }

  #each(list: readonly unknown[], node: Node): unknown[] {
    this.#rt.list(list.length)
    const made: unknown[] = []
    for (const element of list) {
      const value = this.visit(node, element)
      if (value !== null) made.push(value)
    }
    return made
  }

  #hash(children: readonly { readonly name: string; readonly value: Node }[], value: unknown): PlainObject {
    const made: PlainObject = {}
    for (const child of children) {
      this.#rt.addKey(made)
      define(made, child.name, this.visit(child.value, value))
    }
    return made
  }

  #function(name: string, children: readonly Node[], value: unknown): unknown {
    const call: Call = {
      rt: this.#rt,
      apply: (reference, element) => {
        if (!(reference instanceof Reference)) throw Raised.error('Error', `${name}() needs an expression like &field`)
        return this.visit(reference.node, element)
      },
      keys: (object) => ownKeys(this.#rt, object),
      field: (object, key) => this.#field(object, key),
    }
    return callFunction(
      call,
      name,
      children.map((child) => this.visit(child, value)),
    )
  }

  #let(
    bindings: readonly { readonly variable: string; readonly reference: Node }[],
    body: Node,
    value: unknown,
  ): unknown {
    const variables = new Map(this.#variables)
    for (const { variable, reference } of bindings) variables.set(variable, this.visit(reference, value))
    return new Search(this.#rt, this.#root, variables).visit(body, value)
  }
}

function slice(value: unknown, from: number | null, to: number | null, by: number | null): unknown {
  if (!Array.isArray(value) && typeof value !== 'string') return null
  const step = by ?? 1
  if (step === 0) throw Raised.error('Error', 'A slice cannot have step 0')
  const list: readonly unknown[] = typeof value === 'string' ? [...value] : value
  const edge = (index: number | null, missing: number): number => {
    if (index === null) return missing
    const at = index < 0 ? index + list.length : index
    return step > 0 ? Math.min(Math.max(at, 0), list.length) : Math.min(Math.max(at, -1), list.length - 1)
  }
  const start = edge(from, step > 0 ? 0 : list.length - 1)
  const end = edge(to, step > 0 ? list.length : -1)
  const made: unknown[] = []
  for (let i = start; step > 0 ? i < end : i > end; i += step) made.push(list[i])
  return typeof value === 'string' ? made.join('') : made
}

function compare(rt: Runtime, name: string, a: unknown, b: unknown): unknown {
  if (name === 'EQ') return strictlyEqual(rt, a, b)
  if (name === 'NE') return !strictlyEqual(rt, a, b)
  if (typeof a !== 'number' || typeof b !== 'number') return null
  switch (name) {
    case 'GT':
      return a > b
    case 'GTE':
      return a >= b
    case 'LT':
      return a < b
    default:
      return a <= b
  }
}

function number(value: unknown): number {
  if (typeof value === 'number') return value
  throw Raised.error('Error', 'Arithmetic needs numbers')
}

function arithmetic(operator: string, left: unknown, right: unknown): number {
  const a = number(left)
  const b = number(right)
  switch (operator) {
    case 'Plus':
      return a + b
    case 'Minus':
      return a - b
    case 'Multiply':
    case 'Star':
      return a * b
    case 'Divide':
      return a / b
    case 'Modulo':
      return a % b
    default:
      return Math.floor(a / b)
  }
}
