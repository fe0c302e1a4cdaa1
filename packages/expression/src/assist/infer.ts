/**
 * The shape of an expression, as far as it can be told without running it.
 */
import type { AnyNode, CallExpression, Expression, Pattern, Super } from 'acorn'
import { globals } from '../builtins/globals.ts'
import { memberTables } from '../builtins/tables.ts'
import { functions } from '../extensions/functions.ts'
import type { LanguageFunction, Receiver } from '../extensions/table.ts'
import { Namespace, Native, isCallable } from '../values/callable.ts'
import { itemShape, nameShape, nodeShape, type AssistContext } from './context.ts'
import { UNKNOWN, memberShape, merged, objectShape, type Shape } from './shape.ts'

/** Names the source itself declares: parameters of callbacks, variables, what loops go through. */
export type Locals = ReadonlyMap<string, Shape>

const NO_LOCALS: Locals = new Map()

const NUMBER: Shape = { type: 'number' }

type Names = Map<string, Shape>

export function infer(node: Expression | Super | AnyNode, context: AssistContext, locals: Locals = NO_LOCALS): Shape {
  switch (node.type) {
    case 'Literal':
      return literal(node.value)
    case 'TemplateLiteral':
      return { type: 'string' }
    case 'Identifier':
      return locals.get(node.name) ?? nameShape(node.name, context) ?? UNKNOWN
    case 'ParenthesizedExpression':
    case 'ChainExpression':
      return infer(node.expression, context, locals)
    case 'ArrayExpression': {
      const shapes = node.elements.flatMap((element) =>
        element === null || element.type === 'SpreadElement' ? [] : [infer(element, context, locals)],
      )
      return { type: 'array', element: shapes.length === 0 ? UNKNOWN : shapes.reduce(merged) }
    }
    case 'ObjectExpression':
      return objectOf(node, context, locals)
    case 'MemberExpression':
      return member(node, context, locals)
    case 'CallExpression':
      return call(node, context, locals)
    case 'ConditionalExpression':
      return merged(infer(node.consequent, context, locals), infer(node.alternate, context, locals))
    case 'LogicalExpression':
      return merged(infer(node.left, context, locals), infer(node.right, context, locals))
    case 'UnaryExpression':
      return node.operator === '!'
        ? { type: 'boolean' }
        : node.operator === 'typeof'
          ? { type: 'string' }
          : { type: 'number' }
    case 'BinaryExpression':
      return binary(node.operator, infer(node.left, context, locals), infer(node.right, context, locals))
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return { type: 'function' }
    case 'NewExpression':
      return node.callee.type === 'Identifier' && node.callee.name === 'Date' ? { type: 'date' } : UNKNOWN
    default:
      return UNKNOWN
  }
}

function literal(value: unknown): Shape {
  if (value === null) return { type: 'null' }
  const type = typeof value
  return type === 'string' || type === 'number' || type === 'boolean' ? { type, sample: value } : UNKNOWN
}

function binary(operator: string, left: Shape, right: Shape): Shape {
  if (['===', '!==', '==', '!=', '<', '>', '<=', '>=', 'in', 'instanceof'].includes(operator))
    return { type: 'boolean' }
  if (operator !== '+') return { type: 'number' }
  if (left.type === 'string' || right.type === 'string') return { type: 'string' }
  return left.type === 'number' && right.type === 'number' ? { type: 'number' } : UNKNOWN
}

function objectOf(
  node: Extract<Expression, { type: 'ObjectExpression' }>,
  context: AssistContext,
  locals: Locals,
): Shape {
  const fields: Record<string, Shape> = {}
  let open = false
  for (const property of node.properties) {
    if (property.type === 'SpreadElement' || property.computed) {
      const spread = property.type === 'SpreadElement' ? infer(property.argument, context, locals) : UNKNOWN
      if (spread.type === 'object') Object.assign(fields, Object.fromEntries(spread.fields))
      else open = true
    } else {
      const name =
        property.key.type === 'Identifier'
          ? property.key.name
          : property.key.type === 'Literal'
            ? String(property.key.value)
            : ''
      fields[name] = infer(property.value, context, locals)
    }
  }
  return objectShape(fields, open)
}

/** The name a member expression reads, if it is fixed. */
export function fixedMember(node: Extract<Expression, { type: 'MemberExpression' }>): string | number | undefined {
  if (!node.computed && node.property.type === 'Identifier') return node.property.name
  if (
    node.property.type === 'Literal' &&
    (typeof node.property.value === 'string' || typeof node.property.value === 'number')
  ) {
    return node.property.value
  }
  return undefined
}

function member(
  node: Extract<Expression, { type: 'MemberExpression' }>,
  context: AssistContext,
  locals: Locals,
): Shape {
  const name = fixedMember(node)
  if (node.object.type === 'Identifier' && node.object.name === '$node') {
    const known = context.nodes?.find((one) => one.name === name)
    return objectShape({
      json: known?.json ?? UNKNOWN,
      data: known?.json ?? UNKNOWN,
      runIndex: NUMBER,
      binary: objectShape({}, true),
      parameter: objectShape({}, true),
      context: objectShape({}, true),
    })
  }
  return memberShape(infer(node.object, context, locals), name)
}

function call(node: Extract<Expression, { type: 'CallExpression' }>, context: AssistContext, locals: Locals): Shape {
  const { callee } = node
  const [argument] = node.arguments
  if (callee.type === 'Identifier') {
    if (callee.name === '$' && argument?.type === 'Literal') {
      return nodeShape(context.nodes?.find((one) => one.name === argument.value))
    }
    return callee.name === '$items' ? { type: 'array', element: itemShape(context.json) } : UNKNOWN
  }
  if (callee.type !== 'MemberExpression') return UNKNOWN
  const name = fixedMember(callee)
  if (typeof name !== 'string') return UNKNOWN
  const item = itemsOf(callee.object, context)
  if (item !== undefined && ['first', 'last', 'itemMatching', 'pairedItem'].includes(name)) return item
  if (item !== undefined && name === 'all') return { type: 'array', element: item }
  const mapped = name === 'map' || name === 'flatMap' ? mappedTo(node, context, locals) : undefined
  return mapped ?? returned(infer(callee.object, context, locals), name)
}

/** The list that `list.map(x => …)` gives, where the function is an expression. */
function mappedTo(node: CallExpression, context: AssistContext, locals: Locals): Shape | undefined {
  const [by] = node.arguments
  if (by?.type !== 'ArrowFunctionExpression' || by.body.type === 'BlockStatement') return undefined
  const element = infer(by.body, context, entering(by, node, context, locals))
  const flat = node.callee.type === 'MemberExpression' && fixedMember(node.callee) === 'flatMap'
  return { type: 'array', element: flat && element.type === 'array' ? element.element : element }
}

/** The items that `$input` or `$('X')` stands for. */
function itemsOf(node: Expression | Super, context: AssistContext): Shape | undefined {
  if (node.type === 'Identifier' && node.name === '$input') return itemShape(context.json)
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== '$') return undefined
  const [argument] = node.arguments
  const name = argument?.type === 'Literal' ? argument.value : undefined
  return itemShape(context.nodes?.find((one) => one.name === name)?.json)
}

const SAME_LIST: ReadonlySet<string> = new Set([
  'filter',
  'slice',
  'sort',
  'toSorted',
  'reverse',
  'toReversed',
  'concat',
  'unique',
  'removeDuplicates',
  'sortBy',
  'append',
  'difference',
  'intersection',
  'union',
])
const ONE_ELEMENT: ReadonlySet<string> = new Set([
  'find',
  'findLast',
  'at',
  'pop',
  'shift',
  'first',
  'last',
  'randomItem',
  'maxBy',
  'minBy',
])

/** What calling a member gives. */
function returned(shape: Shape, name: string): Shape {
  if (shape.type === 'array') {
    if (SAME_LIST.has(name)) return shape
    if (ONE_ELEMENT.has(name)) return shape.element
  }
  const found = functionOf(shape, name)
  if (found !== undefined) return shapeNamed(found.returns)
  if (shape.type === 'date') return ofDate(shape, name)
  if (shape.type === 'string')
    return NUMBERS.has(name)
      ? { type: 'number' }
      : name === 'split' || name === 'match'
        ? { type: 'array', element: { type: 'string' } }
        : /^(includes|startsWith|endsWith)$/.test(name)
          ? { type: 'boolean' }
          : { type: 'string' }
  if (name === 'toString' || name === 'join' || name === 'toFixed') return { type: 'string' }
  if (name === 'map' || name === 'flatMap') return { type: 'array', element: UNKNOWN }
  return UNKNOWN
}

/** Methods of dates that give dates again. */
const SAME_DATE: ReadonlySet<string> = new Set([
  'endOf',
  'reconfigure',
  'set',
  'setLocale',
  'setZone',
  'startOf',
  'toLocal',
  'toUTC',
])

function ofDate(date: Shape, name: string): Shape {
  if (SAME_DATE.has(name)) return date
  if (/^to(ISO|Format|RFC|SQL|HTTP|LocaleString|Relative|String|JSON)/.test(name)) return { type: 'string' }
  return /^(toMillis|toSeconds|toUnixInteger|valueOf)$/.test(name) ? NUMBER : UNKNOWN
}

const NUMBERS: ReadonlySet<string> = new Set([
  'indexOf',
  'lastIndexOf',
  'search',
  'charCodeAt',
  'codePointAt',
  'localeCompare',
])

function shapeNamed(type: string): Shape {
  if (type === 'array') return { type: 'array', element: UNKNOWN }
  if (type === 'object') return objectShape({}, true)
  if (type === 'DateTime' || type === 'Date') return { type: 'date' }
  return type === 'string' || type === 'number' || type === 'boolean' ? { type } : UNKNOWN
}

const RECEIVERS: Readonly<Partial<Record<Shape['type'], Receiver>>> = {
  string: 'string',
  number: 'number',
  boolean: 'boolean',
  array: 'array',
  object: 'object',
  date: 'date',
}

/** The functions of the table for a shape. */
export function functionsFor(shape: Shape): readonly LanguageFunction[] {
  const receiver = RECEIVERS[shape.type]
  return receiver === undefined ? [] : functions.filter(({ on }) => on === receiver)
}

export function functionOf(shape: Shape, name: string): LanguageFunction | undefined {
  return functionsFor(shape).find((one) => one.name === name)
}

/** What stands behind a global name (`Math`, `Object`, `DateTime`): its functions, and its constants. */
export function globalMembers(name: string): {
  readonly methods: readonly string[]
  readonly properties: readonly string[]
} {
  const value = globals.get(name)
  const members = value instanceof Native ? value.statics : value instanceof Namespace ? value.members : NO_MEMBERS
  const methods = [...members].filter(([, member]) => isCallable(member)).map(([key]) => key)
  return { methods, properties: [...members.keys()].filter((key) => !methods.includes(key)) }
}

const NO_MEMBERS: ReadonlyMap<string, unknown> = new Map()

/** Native members of a shape, methods with `()` left out. */
export function nativeMembers(shape: Shape): {
  readonly methods: readonly string[]
  readonly properties: readonly string[]
} {
  const tables =
    shape.type === 'string'
      ? memberTables.string
      : shape.type === 'number'
        ? memberTables.number
        : shape.type === 'array'
          ? memberTables.array
          : shape.type === 'date'
            ? memberTables.dateTime
            : undefined
  return tables === undefined
    ? { methods: [], properties: [] }
    : { methods: [...tables.methods.keys()], properties: [...tables.getters.keys()] }
}

// Names that the source declares

/** Methods of lists whose callbacks are given an element first, and then its place. */
const ELEMENT_FIRST: ReadonlySet<string> = new Set([
  'every',
  'filter',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'flatMap',
  'forEach',
  'map',
  'some',
  'averageBy',
  'countBy',
  'groupBy',
  'keyBy',
  'maxBy',
  'minBy',
  'sortBy',
  'sumBy',
])

/** What a function is given when the call it is handed to calls it. */
function callbackShapes(call: CallExpression, context: AssistContext, locals: Locals): readonly Shape[] {
  const { callee } = call
  if (callee.type !== 'MemberExpression') return []
  const name = fixedMember(callee)
  if (typeof name !== 'string') return []
  if (callee.object.type === 'Identifier' && callee.object.name === 'Array' && name === 'from') {
    const list = call.arguments[0]
    return [list === undefined ? UNKNOWN : elementOf(infer(list, context, locals)), NUMBER]
  }
  const list = infer(callee.object, context, locals)
  if (list.type === 'string') return name === 'replace' || name === 'replaceAll' ? [{ type: 'string' }] : []
  if (list.type !== 'array') return []
  if (ELEMENT_FIRST.has(name)) return [list.element, NUMBER, list]
  if (name === 'sort' || name === 'toSorted') return [list.element, list.element]
  if (name !== 'reduce' && name !== 'reduceRight') return []
  const start = call.arguments[1]
  return [start === undefined ? list.element : infer(start, context, locals), list.element, NUMBER, list]
}

function elementOf(shape: Shape): Shape {
  if (shape.type === 'array') return shape.element
  return shape.type === 'string' ? { type: 'string' } : UNKNOWN
}

/** The names known inside a node, given those known around it. `parent` is what it stands in. */
export function entering(node: AnyNode, parent: AnyNode | null, context: AssistContext, locals: Locals): Locals {
  switch (node.type) {
    case 'ArrowFunctionExpression':
    case 'FunctionExpression': {
      const called = parent?.type === 'CallExpression' && parent.arguments.some((argument) => argument === node)
      const shapes = called ? callbackShapes(parent, context, locals) : []
      const names: Names = new Map(locals)
      node.params.forEach((parameter, i) => bind(parameter, shapes[i] ?? UNKNOWN, names))
      return names
    }
    case 'ForOfStatement':
    case 'ForInStatement': {
      const [declared] = node.left.type === 'VariableDeclaration' ? node.left.declarations : []
      if (declared === undefined) return locals
      const element: Shape =
        node.type === 'ForInStatement' ? { type: 'string' } : elementOf(infer(node.right, context, locals))
      const names: Names = new Map(locals)
      bind(declared.id, element, names)
      return names
    }
    default:
      return locals
  }
}

/** The names known behind a statement. */
export function after(statement: AnyNode, context: AssistContext, locals: Locals): Locals {
  if (statement.type !== 'VariableDeclaration') return locals
  const names: Names = new Map(locals)
  for (const { id, init } of statement.declarations) {
    bind(id, init === null || init === undefined ? UNKNOWN : infer(init, context, names), names)
  }
  return names
}

/** The names known at the end of a path of nodes, outermost first. */
export function localsAt(path: readonly AnyNode[], context: AssistContext): Locals {
  let locals: Locals = new Map()
  path.forEach((node, i) => {
    locals = entering(node, path[i - 1] ?? null, context, locals)
    if (node.type !== 'BlockStatement') return
    for (const statement of node.body) {
      if (statement === path[i + 1]) break
      locals = after(statement, context, locals)
    }
  })
  return locals
}

function bind(pattern: Pattern, shape: Shape, names: Names): void {
  switch (pattern.type) {
    case 'Identifier':
      names.set(pattern.name, shape)
      break
    case 'AssignmentPattern':
      bind(pattern.left, shape, names)
      break
    case 'RestElement':
      bind(pattern.argument, UNKNOWN, names)
      break
    case 'ArrayPattern':
      for (const element of pattern.elements) if (element !== null) bind(element, elementOf(shape), names)
      break
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') bind(property.argument, UNKNOWN, names)
        else if (!property.computed && property.key.type === 'Identifier')
          bind(property.value, memberShape(shape, property.key.name), names)
      }
      break
    default:
  }
}
