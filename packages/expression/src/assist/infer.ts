/**
 * The shape of an expression, as far as it can be told without running it.
 */
import type { AnyNode, Expression, Super } from 'acorn'
import { memberTables } from '../builtins/tables.ts'
import { functions } from '../extensions/functions.ts'
import type { LanguageFunction, Receiver } from '../extensions/table.ts'
import { itemShape, nameShape, nodeShape, type AssistContext } from './context.ts'
import { UNKNOWN, merged, objectShape, type Shape } from './shape.ts'

/** Names the source itself declares: parameters of callbacks. */
export type Locals = ReadonlyMap<string, Shape>

const NO_LOCALS: Locals = new Map()

/** List methods whose callbacks are given an element first. */
export const ELEMENT_CALLBACKS: ReadonlySet<string> = new Set([
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
  'sort',
  'toSorted',
  'averageBy',
  'countBy',
  'groupBy',
  'keyBy',
  'maxBy',
  'minBy',
  'sortBy',
  'sumBy',
])

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
      binary: objectShape({}, true),
      parameter: objectShape({}, true),
      context: objectShape({}, true),
    })
  }
  return memberOf(infer(node.object, context, locals), name)
}

function memberOf(shape: Shape, name: string | number | undefined): Shape {
  if (name === undefined) return shape.type === 'array' ? shape.element : UNKNOWN
  if (shape.type === 'object') return shape.fields.get(String(name)) ?? UNKNOWN
  if (shape.type === 'array') {
    if (name === 'length') return { type: 'number' }
    return typeof name === 'number' || /^\d+$/.test(name) ? shape.element : UNKNOWN
  }
  if (shape.type === 'string') return name === 'length' ? { type: 'number' } : UNKNOWN
  if (shape.type === 'date') return { type: 'number' }
  return UNKNOWN
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
  return returned(infer(callee.object, context, locals), name)
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
  if (shape.type === 'date')
    return /^to(ISO|Format|RFC|SQL|HTTP|LocaleString|Relative|String)/.test(name)
      ? { type: 'string' }
      : name.startsWith('to')
        ? UNKNOWN
        : shape
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
