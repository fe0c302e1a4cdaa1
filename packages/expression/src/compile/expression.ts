/**
 * Expressions: each syntax node becomes a closure over its children's closures.
 *
 * A node type that is not listed here is refused; nothing is passed through. Common shapes (a path of fixed names, a
 * call with few arguments, arithmetic on numbers) have closures of their own, because they are most of what people
 * write.
 */
import type { AnyNode, CallExpression, Expression, Identifier, Literal, MemberExpression, Super } from 'acorn'
import { contextName } from '../context/names.ts'
import { toKey, toNumber, toText } from '../run/convert.ts'
import { ownEntries } from '../run/entries.ts'
import { constructValue } from '../run/invoke.ts'
import { toList } from '../run/iterate.ts'
import { add, arithmetic, compare, has, instanceOf, looseEquals, strictEquals, typeOf } from '../run/operators.ts'
import { isExtensionName } from '../extensions/call.ts'
import { callComputed, callExtended, callMember, get, getNamed, invokeValue, remove, set } from '../run/property.ts'
import { Raised, typeError } from '../run/raised.ts'
import { LIMITS, overBudget, type Runtime } from '../run/runtime.ts'
import { Closure, Frame, type Run } from '../values/callable.ts'
import { forbidden, isForbidden } from '../values/forbidden.ts'
import { define, defineHidden, type PlainObject } from '../values/plain.ts'
import { makeRegExp } from '../regex/regexp.ts'
import { compileClass } from './class.ts'
import { SHORT, UNSET, type Compiler } from './compiler.ts'
import { frameAt } from './pattern.ts'
import { refuse } from './refuse.ts'
import type { Names } from './scopes.ts'

export function compileExpression(c: Compiler, node: Expression | Super, names: Names): Run {
  switch (node.type) {
    case 'Literal':
      return literal(node)
    case 'Identifier':
      return identifier(c, node, names)
    case 'ParenthesizedExpression':
      return c.expression(node.expression, names)
    case 'MemberExpression':
    case 'CallExpression':
      return c.link(node, names)
    case 'ChainExpression': {
      const chain = c.link(node.expression, names)
      return (f) => {
        const value = chain(f)
        return value === SHORT ? undefined : value
      }
    }
    case 'ConditionalExpression': {
      const test = c.expression(node.test, names)
      const yes = c.expression(node.consequent, names)
      const no = c.expression(node.alternate, names)
      return (f) => (test(f) ? yes(f) : no(f))
    }
    case 'BinaryExpression':
      return binaryChain(c, node, names)
    case 'LogicalExpression':
      return logical(c, node, names)
    case 'UnaryExpression':
      return unary(c, node, names)
    case 'TemplateLiteral':
      return template(c, node, names)
    case 'TaggedTemplateExpression':
      return taggedTemplate(c, node, names)
    case 'ArrayExpression':
      return list(c, node, names)
    case 'ObjectExpression':
      return object(c, node, names)
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return functionValue(c, node, names)
    case 'ClassExpression':
      return compileClass(c, node, names)
    case 'NewExpression':
      return construct(c, node, names)
    case 'SequenceExpression': {
      const parts = node.expressions.map((part) => c.expression(part, names))
      return (f) => {
        let value: unknown
        for (const part of parts) value = part(f)
        return value
      }
    }
    case 'AssignmentExpression':
      return assignment(c, node, names)
    case 'UpdateExpression':
      return update(c, node, names)
    case 'ThisExpression':
      return (f) => f.self
    case 'YieldExpression':
      return yieldValue(c, node, names)
    default:
      throw refuse(node, refusedName(node))
  }
}

function refusedName(node: AnyNode): string {
  const names: Readonly<Record<string, string>> = {
    AwaitExpression: 'await',
    ImportExpression: 'import',
    MetaProperty: 'import.meta or new.target',
    Super: 'super',
  }
  return names[node.type] ?? node.type
}

function literal(node: Literal): Run {
  if (node.regex !== undefined && node.regex !== null) {
    const { pattern, flags } = node.regex
    return (f) => makeRegExp(f.rt, pattern, flags)
  }
  const value = node.bigint !== undefined && node.bigint !== null ? BigInt(node.bigint) : node.value
  return () => value
}

function identifier(c: Compiler, node: Identifier, names: Names): Run {
  const { name } = node
  const place = names.find(name)
  if (place === undefined) return freeName(c, name, node)
  const { slot, checked } = place.binding
  const { hops } = place
  if (!checked) {
    if (hops === 0) return (f) => f.vars[slot]
    if (hops === 1) return (f) => (f.up as Frame).vars[slot]
    return (f) => frameAt(f, hops).vars[slot]
  }
  return (f) => {
    const value = frameAt(f, hops).vars[slot]
    if (value === UNSET) throw Raised.error('ReferenceError', `Cannot access '${name}' before initialization`)
    return value
  }
}

function freeName(c: Compiler, name: string, node: AnyNode): Run {
  c.free(name, node)
  if (name === 'undefined') return () => undefined
  if (isForbidden(name)) throw forbidden(name)
  if (name === '$if') return () => undefined
  const read = contextName(name)
  return (f) => {
    const assigned = f.rt.globals?.get(name)
    return assigned === undefined ? read(f.rt) : assigned
  }
}

/** A member or call, as part of a chain: answers SHORT when the chain is cut before it. */
export function compileLink(c: Compiler, node: Expression | Super, names: Names): Run {
  if (node.type === 'MemberExpression') return member(c, node, names)
  if (node.type === 'CallExpression') return call(c, node, names)
  return c.expression(node, names)
}

/** The fixed name of a member, checked; null when it is computed while running. */
function fixedName(node: MemberExpression): string | null {
  const { property } = node
  if (property.type === 'PrivateIdentifier') throw refuse(property, 'private names')
  let name: string | null = null
  if (!node.computed && property.type === 'Identifier') name = property.name
  else if (property.type === 'Literal' && typeof property.value === 'string') name = property.value
  else if (property.type === 'TemplateLiteral' && property.expressions.length === 0) {
    name = property.quasis[0]?.value.cooked ?? null
  }
  if (name !== null && isForbidden(name)) {
    const error = forbidden(name)
    error.range = { start: property.start, end: property.end }
    throw error
  }
  return name
}

function member(c: Compiler, node: MemberExpression, names: Names): Run {
  const object = c.link(node.object, names)
  const name = fixedName(node)
  if (name !== null) {
    if (node.optional) {
      return (f) => {
        const value = object(f)
        return value === null || value === undefined || value === SHORT ? SHORT : getNamed(f.rt, value, name)
      }
    }
    return (f) => {
      const value = object(f)
      return value === SHORT ? SHORT : getNamed(f.rt, value, name)
    }
  }
  const key = c.expression(node.property as Expression, names)
  const { optional } = node
  return (f) => {
    const value = object(f)
    if (value === SHORT || (optional && (value === null || value === undefined))) return SHORT
    return get(f.rt, value, key(f))
  }
}

function call(c: Compiler, node: CallExpression, names: Names): Run {
  const { callee } = node
  if (callee.type === 'Super') throw refuse(callee, 'super')
  if (callee.type === 'MemberExpression') return memberCall(c, node, callee, names)
  if (callee.type === 'Identifier' && callee.name === '$if' && names.find('$if') === undefined) {
    const lazy = lazyIf(c, node, names)
    if (lazy !== null) return lazy
  }
  const target = c.link(callee, names)
  const args = argumentList(c, node.arguments, names)
  const { optional } = node
  const called = callee.type === 'Identifier' ? callee.name : 'value'
  return (f) => {
    const value = target(f)
    if (value === SHORT) return SHORT
    if (value === undefined || value === null) {
      if (optional) return SHORT
      throw typeError(`${called} is not a function`)
    }
    return invokeValue(f.rt, value, undefined, args(f))
  }
}

/**
 * `$if(condition, a, b)`, written plainly, evaluates only the branch it takes; without `b` it gives false. Written in
 * any other way (spread, taken as a value) it gives undefined, as in n8n.
 */
function lazyIf(c: Compiler, node: CallExpression, names: Names): Run | null {
  const [test, yes, no] = node.arguments
  if (node.optional || node.arguments.some((argument) => argument.type === 'SpreadElement')) return null
  if (test === undefined || yes === undefined) throw refuse(node, '$if without a condition and a value')
  if (test.type === 'SpreadElement' || yes.type === 'SpreadElement' || no?.type === 'SpreadElement') return null
  c.free('$if', node.callee)
  const runTest = c.expression(test, names)
  const runYes = c.expression(yes, names)
  const runNo = no === undefined ? () => false : c.expression(no, names)
  return (f) => (runTest(f) ? runYes(f) : runNo(f))
}

function memberCall(c: Compiler, node: CallExpression, callee: MemberExpression, names: Names): Run {
  const object = c.link(callee.object, names)
  const name = fixedName(callee)
  const args = argumentList(c, node.arguments, names)
  const cuts = callee.optional
  if (node.optional) return optionalCall(object, name, name === null ? keyOf(c, callee, names) : null, args, cuts)
  if (name !== null) {
    const call = !callee.computed && isExtensionName(name) ? callExtended : callMember
    return (f) => {
      const receiver = object(f)
      if (receiver === SHORT || (cuts && (receiver === null || receiver === undefined))) return SHORT
      return call(f.rt, receiver, name, args(f))
    }
  }
  const key = keyOf(c, callee, names)
  return (f) => {
    const receiver = object(f)
    if (receiver === SHORT || (cuts && (receiver === null || receiver === undefined))) return SHORT
    return callComputed(f.rt, receiver, key(f), args(f))
  }
}

function keyOf(c: Compiler, callee: MemberExpression, names: Names): Run {
  if (callee.property.type === 'PrivateIdentifier') throw refuse(callee.property, 'private names')
  return c.expression(callee.property, names)
}

/** `a.b?.()`: the member is looked at before it is called. */
function optionalCall(
  object: Run,
  name: string | null,
  key: Run | null,
  args: (f: Frame) => unknown[],
  cuts: boolean,
): Run {
  return (f) => {
    const receiver = object(f)
    if (receiver === SHORT || (cuts && (receiver === null || receiver === undefined))) return SHORT
    if (name !== null && isExtensionName(name)) return callExtended(f.rt, receiver, name, args(f))
    const member = name === null ? get(f.rt, receiver, key?.(f)) : getNamed(f.rt, receiver, name)
    if (member === null || member === undefined) return SHORT
    return invokeValue(f.rt, member, receiver, args(f))
  }
}

/** Evaluates arguments into a list; short lists without spread are unrolled. */
function argumentList(c: Compiler, nodes: CallExpression['arguments'], names: Names): (f: Frame) => unknown[] {
  if (nodes.some((node) => node.type === 'SpreadElement')) {
    return elements(c, nodes, names)
  }
  const runs = nodes.map((node) => c.expression(node as Expression, names))
  const [a, b, d] = runs
  if (runs.length === 0) return () => []
  if (runs.length === 1 && a) return (f) => [a(f)]
  if (runs.length === 2 && a && b) return (f) => [a(f), b(f)]
  if (runs.length === 3 && a && b && d) return (f) => [a(f), b(f), d(f)]
  return (f) => runs.map((run) => run(f))
}

/** List elements or arguments with spread. */
function elements(c: Compiler, nodes: CallExpression['arguments'], names: Names): (f: Frame) => unknown[] {
  const parts = nodes.map((node) =>
    node.type === 'SpreadElement'
      ? { spread: true, run: c.expression(node.argument, names) }
      : { spread: false, run: c.expression(node, names) },
  )
  return (f) => {
    const list: unknown[] = []
    for (const part of parts) {
      const value = part.run(f)
      if (part.spread) for (const element of toList(f.rt, value)) list.push(element)
      else list.push(value)
    }
    f.rt.list(list.length)
    return list
  }
}

function list(c: Compiler, node: Extract<Expression, { type: 'ArrayExpression' }>, names: Names): Run {
  if (node.elements.some((element) => element === null)) {
    const filled = node.elements.map((element) => {
      if (element?.type === 'SpreadElement') throw refuse(element, 'spread in a list with holes')
      return element === null ? null : c.expression(element, names)
    })
    return (f) => {
      const made: unknown[] = []
      made.length = filled.length
      filled.forEach((run, i) => {
        if (run !== null) made[i] = run(f)
      })
      return made
    }
  }
  const nodes = node.elements.filter((element) => element !== null)
  const make = argumentList(c, nodes, names)
  const bytes = nodes.length * 8 + 32
  return (f) => {
    f.rt.allocate(bytes)
    return make(f)
  }
}

function object(c: Compiler, node: Extract<Expression, { type: 'ObjectExpression' }>, names: Names): Run {
  const steps = node.properties.map((property): ((f: Frame, made: PlainObject) => void) => {
    if (property.type === 'SpreadElement') {
      const spread = c.expression(property.argument, names)
      return (f, made) => {
        for (const [key, value] of ownEntries(f.rt, spread(f))) {
          f.rt.addKey(made)
          define(made, key, value)
        }
      }
    }
    if (property.kind !== 'init') throw refuse(property, 'getters and setters')
    if (property.method) throw refuse(property, 'methods in objects; write `name: () => …`')
    const value = c.expression(property.value, names)
    if (property.computed) {
      const key = c.expression(property.key, names)
      return (f, made) => {
        const name = toKey(f.rt, key(f))
        if (typeof name === 'string' && isForbidden(name)) throw forbidden(name)
        f.rt.addKey(made)
        if (typeof name === 'symbol') f.rt.odd = true
        define(made, name, value(f))
      }
    }
    const name = property.key.type === 'Identifier' ? property.key.name : String((property.key as Literal).value)
    // `{__proto__: {a: 1}}` sets a prototype in JavaScript; here its members are simply inherited by copying.
    if (name === '__proto__' && !property.shorthand) {
      return (f, made) => {
        f.rt.odd = true
        for (const [key, inherited] of ownEntries(f.rt, value(f)))
          if (!Object.hasOwn(made, key)) defineHidden(made, key, inherited)
      }
    }
    return (f, made) => define(made, name, value(f))
  })
  const bytes = steps.length * 32 + 32
  return (f) => {
    f.rt.allocate(bytes)
    const made: PlainObject = {}
    for (const step of steps) step(f, made)
    return made
  }
}

function functionValue(
  c: Compiler,
  node: Extract<Expression, { type: 'ArrowFunctionExpression' | 'FunctionExpression' }>,
  names: Names,
): Run {
  const arrow = node.type === 'ArrowFunctionExpression'
  if (!arrow && node.id !== null && node.id !== undefined) {
    // A named function expression sees itself under its name.
    const inner = names.block(true)
    const { slot } = inner.declare(node.id.name, 'param')
    const code = c.function(node, inner, false)
    return (f) => {
      const own = new Frame(f.rt, f, [], f.self)
      const closure = new Closure(code, own)
      own.vars[slot] = closure
      return closure
    }
  }
  const code = c.function(node, names, arrow)
  return (f) => {
    f.rt.allocate(64)
    return new Closure(code, f)
  }
}

function template(c: Compiler, node: Extract<Expression, { type: 'TemplateLiteral' }>, names: Names): Run {
  const texts = node.quasis.map((quasi, i) => templateText(c, quasi.value, i < node.expressions.length))
  const runs = node.expressions.map((part) => c.expression(part, names))
  const first = texts[0] ?? ''
  if (runs.length === 0) return () => first
  return (f) => {
    let text = first
    for (let i = 0; i < runs.length; i++) {
      text += toText(f.rt, runs[i]?.(f)) + (texts[i + 1] ?? '')
      if (text.length > LIMITS.string) throw overBudget('text length', `${LIMITS.string} characters`)
    }
    f.rt.allocate(text.length)
    return text
  }
}

/**
 * The text of a template part. n8n's rewriting puts a blank between a line break and `${`; imported workflows see it,
 * strict ones do not.
 */
function templateText(
  c: Compiler,
  value: { readonly raw: string; readonly cooked?: string | null | undefined },
  beforeExpression: boolean,
): string {
  const text = value.cooked ?? ''
  return c.quirks && beforeExpression && /(?:\n|\\n)$/.test(value.raw) ? `${text} ` : text
}

function taggedTemplate(
  c: Compiler,
  node: Extract<Expression, { type: 'TaggedTemplateExpression' }>,
  names: Names,
): Run {
  const tag = node.tag.type === 'MemberExpression' ? null : c.expression(node.tag, names)
  const receiver = node.tag.type === 'MemberExpression' ? c.expression(node.tag.object, names) : null
  const name = node.tag.type === 'MemberExpression' ? fixedName(node.tag) : null
  const key = node.tag.type === 'MemberExpression' && name === null ? keyOf(c, node.tag, names) : null
  const cooked = node.quasi.quasis.map((quasi) => quasi.value.cooked ?? undefined)
  const raw = node.quasi.quasis.map((quasi, i) =>
    c.quirks && i < node.quasi.expressions.length && /(?:\n|\\n)$/.test(quasi.value.raw)
      ? `${quasi.value.raw} `
      : quasi.value.raw,
  )
  const runs = node.quasi.expressions.map((part) => c.expression(part, names))
  return (f) => {
    const strings: unknown[] = [...cooked]
    define(strings, 'raw', [...raw])
    const values = (): unknown[] => [strings, ...runs.map((run) => run(f))]
    if (tag !== null) return invokeValue(f.rt, tag(f), undefined, values())
    const self = receiver?.(f)
    return name === null ? callComputed(f.rt, self, key?.(f), values()) : callMember(f.rt, self, name, values())
  }
}

type Binary = Extract<Expression, { type: 'BinaryExpression' }>

/** Left-deep chains (`a + b + c + …`) are folded in a loop, however long they are. */
function binaryChain(c: Compiler, node: Binary, names: Names): Run {
  const links: { readonly node: Binary; readonly right: Run }[] = []
  let at: Expression = node
  while (at.type === 'BinaryExpression') {
    if (at.left.type === 'PrivateIdentifier') throw refuse(at.left, 'private names')
    links.push({ node: at, right: c.expression(at.right, names) })
    at = at.left
  }
  links.reverse()
  let run = c.expression(at, names)
  if (links.length <= 16) {
    for (const link of links) run = binary(link.node.operator, run, link.right)
    return run
  }
  const first = run
  const folds = links.map((link) => ({ right: link.right, fold: operation(link.node.operator) }))
  return (f) => {
    let value = first(f)
    for (const { right, fold } of folds) value = fold(f.rt, value, right(f))
    return value
  }
}

type Operation = (rt: Runtime, a: unknown, b: unknown) => unknown

function operation(operator: string): Operation {
  switch (operator) {
    case '+':
      return add
    case '===':
      return strictEquals
    case '!==':
      return (rt, a, b) => !strictEquals(rt, a, b)
    case '==':
      return looseEquals
    case '!=':
      return (rt, a, b) => !looseEquals(rt, a, b)
    case '<':
    case '>':
    case '<=':
    case '>=':
      return (rt, a, b) => compare(rt, operator, a, b)
    case 'in':
      return has
    case 'instanceof':
      return (_, a, b) => instanceOf(a, b)
    default:
      return (rt, a, b) => arithmetic(rt, operator, a, b)
  }
}

/** One operator, with a quick way for numbers. */
function binary(operator: string, left: Run, right: Run): Run {
  switch (operator) {
    case '+':
      return (f) => {
        const a = left(f)
        const b = right(f)
        return typeof a === 'number' && typeof b === 'number' ? a + b : add(f.rt, a, b)
      }
    case '-':
      return (f) => {
        const a = left(f)
        const b = right(f)
        return typeof a === 'number' && typeof b === 'number' ? a - b : arithmetic(f.rt, '-', a, b)
      }
    case '*':
      return (f) => {
        const a = left(f)
        const b = right(f)
        return typeof a === 'number' && typeof b === 'number' ? a * b : arithmetic(f.rt, '*', a, b)
      }
    case '%':
      return (f) => {
        const a = left(f)
        const b = right(f)
        return typeof a === 'number' && typeof b === 'number' ? a % b : arithmetic(f.rt, '%', a, b)
      }
    case '<':
      return (f) => {
        const a = left(f)
        const b = right(f)
        return typeof a === 'number' && typeof b === 'number' ? a < b : compare(f.rt, '<', a, b)
      }
    case '>':
      return (f) => {
        const a = left(f)
        const b = right(f)
        return typeof a === 'number' && typeof b === 'number' ? a > b : compare(f.rt, '>', a, b)
      }
    case '===':
      return (f) => strictEquals(f.rt, left(f), right(f))
    case '!==':
      return (f) => !strictEquals(f.rt, left(f), right(f))
    default: {
      const fold = operation(operator)
      return (f) => fold(f.rt, left(f), right(f))
    }
  }
}

function logical(c: Compiler, node: Extract<Expression, { type: 'LogicalExpression' }>, names: Names): Run {
  const left = c.expression(node.left, names)
  const right = c.expression(node.right, names)
  switch (node.operator) {
    case '&&':
      return (f) => left(f) && right(f)
    case '||':
      return (f) => left(f) || right(f)
    default:
      return (f) => left(f) ?? right(f)
  }
}

function unary(c: Compiler, node: Extract<Expression, { type: 'UnaryExpression' }>, names: Names): Run {
  if (node.operator === 'delete') return deletion(c, node.argument, names)
  const value = c.expression(node.argument, names)
  switch (node.operator) {
    case '!':
      return (f) => !value(f)
    case '-':
      return (f) => {
        const operand = value(f)
        if (typeof operand === 'number') return -operand
        return typeof operand === 'bigint' ? -operand : -toNumber(f.rt, operand)
      }
    case '+':
      return (f) => toNumber(f.rt, value(f))
    case '~':
      return (f) => {
        const operand = value(f)
        return typeof operand === 'bigint' ? ~operand : ~toNumber(f.rt, operand)
      }
    case 'typeof':
      return (f) => typeOf(value(f))
    case 'void':
      return (f) => {
        value(f)
        return undefined
      }
    default:
      throw refuse(node, node.operator)
  }
}

function deletion(c: Compiler, target: Expression, names: Names): Run {
  const node = target.type === 'ChainExpression' ? target.expression : target
  if (node.type !== 'MemberExpression') {
    const value = c.expression(target, names)
    return (f) => {
      value(f)
      return true
    }
  }
  const object = c.link(node.object, names)
  const name = fixedName(node)
  const key = name === null ? keyOf(c, node, names) : () => name
  return (f) => {
    const receiver = object(f)
    if (receiver === SHORT || (node.optional && (receiver === null || receiver === undefined))) return true
    return remove(f.rt, receiver, key(f))
  }
}

function construct(c: Compiler, node: Extract<Expression, { type: 'NewExpression' }>, names: Names): Run {
  const target = c.expression(node.callee, names)
  const args = argumentList(c, node.arguments, names)
  const called = c.source(node.callee)
  return (f) => constructValue(f.rt, target(f), args(f), called)
}

type Assignment = Extract<Expression, { type: 'AssignmentExpression' }>

function assignment(c: Compiler, node: Assignment, names: Names): Run {
  const { left, operator } = node
  const value = c.expression(node.right, names)
  if (operator === '=') {
    if (left.type === 'MemberExpression') {
      const { object, key } = reference(c, left, names)
      return (f) => {
        const receiver = object(f)
        const name = key(f)
        const made = value(f)
        set(f.rt, receiver, name, made)
        return made
      }
    }
    const bind = c.pattern(left, names, false)
    return (f) => {
      const made = value(f)
      bind(f, made)
      return made
    }
  }
  const combine = combination(operator)
  if (left.type === 'MemberExpression') {
    const { object, key } = reference(c, left, names)
    return (f) => {
      const receiver = object(f)
      const name = toKey(f.rt, key(f))
      const old = get(f.rt, receiver, name)
      return combine(f, old, value, (made) => set(f.rt, receiver, name, made))
    }
  }
  if (left.type !== 'Identifier') throw refuse(left, `${operator} on a pattern`)
  const read = c.expression(left, names)
  const bind = c.pattern(left, names, false)
  return (f) => combine(f, read(f), value, (made) => bind(f, made))
}

type Combine = (f: Frame, old: unknown, value: Run, write: (made: unknown) => void) => unknown

function combination(operator: Assignment['operator']): Combine {
  const write = (made: unknown, into: (made: unknown) => void): unknown => {
    into(made)
    return made
  }
  switch (operator) {
    case '||=':
      return (f, old, value, into) => old || write(value(f), into)
    case '&&=':
      return (f, old, value, into) => old && write(value(f), into)
    case '??=':
      return (f, old, value, into) => old ?? write(value(f), into)
    default: {
      const fold = operation(operator.slice(0, -1))
      return (f, old, value, into) => write(fold(f.rt, old, value(f)), into)
    }
  }
}

function reference(c: Compiler, node: MemberExpression, names: Names): { object: Run; key: Run } {
  const object = c.expression(node.object, names)
  const name = fixedName(node)
  return { object, key: name === null ? keyOf(c, node, names) : () => name }
}

function update(c: Compiler, node: Extract<Expression, { type: 'UpdateExpression' }>, names: Names): Run {
  const change = (rt: Runtime, old: unknown): { before: unknown; after: unknown } => {
    if (typeof old === 'bigint') return { before: old, after: node.operator === '++' ? old + 1n : old - 1n }
    const before = toNumber(rt, old)
    return { before, after: node.operator === '++' ? before + 1 : before - 1 }
  }
  const { argument, prefix } = node
  if (argument.type === 'MemberExpression') {
    const { object, key } = reference(c, argument, names)
    return (f) => {
      const receiver = object(f)
      const name = toKey(f.rt, key(f))
      const { before, after } = change(f.rt, get(f.rt, receiver, name))
      set(f.rt, receiver, name, after)
      return prefix ? after : before
    }
  }
  if (argument.type !== 'Identifier') throw refuse(argument, `${node.operator} here`)
  const read = c.expression(argument, names)
  const bind = c.pattern(argument, names, false)
  return (f) => {
    const { before, after } = change(f.rt, read(f))
    bind(f, after)
    return prefix ? after : before
  }
}

function yieldValue(c: Compiler, node: Extract<Expression, { type: 'YieldExpression' }>, names: Names): Run {
  const value = node.argument ? c.expression(node.argument, names) : () => undefined
  const { delegate } = node
  return (f) => {
    let frame: Frame | null = f
    while (frame !== null && frame.yields === null) frame = frame.up
    const yields = frame?.yields
    if (yields === undefined || yields === null) throw typeError('yield outside of a generator')
    const made = value(f)
    f.rt.allocate(16)
    if (delegate) for (const element of toList(f.rt, made)) yields.push(element)
    else yields.push(made)
    return undefined
  }
}
