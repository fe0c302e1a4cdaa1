/**
 * What a template mentions, found without running it.
 */
import type { AnyNode, Expression } from 'acorn'
import type { Range } from './error.ts'
import { walk } from './compile/walk.ts'

/** A place where the text names another node. */
export interface NodeReference {
  readonly name: string
  /** How it is named: `$('X')`, `$node["X"]` or `$items("X")`. */
  readonly via: '$' | '$node' | '$items'
  /** Where the name stands, quotes included. */
  readonly range: Range
  /** The member read next (`item`, `first`, `json`, …), if it is fixed. */
  readonly member: string | undefined
}

export interface Summary {
  readonly nodes: readonly NodeReference[]
  /** Identifiers the text uses and does not declare: `$json`, `Math`, … */
  readonly names: ReadonlySet<string>
  /** True when the value may differ from item to item; false allows evaluating once for all items. */
  readonly perItem: boolean
  /** True when a node is named by something computed, so that `nodes` may be incomplete. */
  readonly dynamicNodes: boolean
}

/** Names whose value is the same for all items of a node run. */
const CONSTANT: ReadonlySet<string> = new Set([
  '$workflow',
  '$execution',
  '$executionId',
  '$vars',
  '$env',
  '$secrets',
  '$mode',
  '$nodeId',
  '$nodeVersion',
  '$webhookId',
  '$runIndex',
  '$thisRunIndex',
  '$prevNode',
  '$resumeWebhookUrl',
  '$if',
  '$ifEmpty',
  '$not',
  '$min',
  '$max',
  '$average',
  '$jmespath',
  '$jmesPath',
  'undefined',
  'NaN',
  'Infinity',
  'Math',
  'JSON',
  'Object',
  'Array',
  'String',
  'Number',
  'Boolean',
  'parseInt',
  'parseFloat',
  'isNaN',
  'isFinite',
  'encodeURIComponent',
  'decodeURIComponent',
  'encodeURI',
  'decodeURI',
  'Date',
  'DateTime',
  'Duration',
  'Interval',
  'RegExp',
  'Map',
  'Set',
  'BigInt',
  'Symbol',
  'Intl',
  'Error',
  'TypeError',
  '$today',
  'numberList',
  'zip',
])

/** Methods and names that give something else each time. */
const CHANGING: ReadonlySet<string> = new Set(['random', 'randomItem', 'uuid', 'uuidv7', 'now'])

/** Ways to another node that do not depend on the item. */
const WHOLE: ReadonlySet<string> = new Set(['first', 'last', 'all', 'params', 'context', 'isExecuted'])

interface Tree {
  readonly expression: Expression
  readonly shift: number
}

export function summarise(trees: readonly Tree[]): Summary {
  const nodes: NodeReference[] = []
  const names = new Set<string>()
  let perItem = false
  let dynamicNodes = false
  for (const { expression, shift } of trees) {
    const parents = new Map<AnyNode, AnyNode>()
    walk(expression, (node) => {
      for (const child of below(node)) parents.set(child, node)
      if (node.type === 'Identifier' && isReference(node, parents.get(node))) {
        names.add(node.name)
        if (!CONSTANT.has(node.name) && !isNodeRoot(node.name)) perItem = true
        if (node.name === 'Date' && parents.get(node)?.type === 'NewExpression') perItem = true
      }
      if (node.type === 'MemberExpression' && node.property.type === 'Identifier' && CHANGING.has(node.property.name)) {
        perItem = true
      }
      const named = nodeName(node)
      if (named === null) return
      const member = memberAfter(node, parents)
      if (named.literal === null) dynamicNodes = perItem = true
      else {
        nodes.push({
          name: named.literal.value,
          via: named.via,
          range: { start: named.literal.start + shift, end: named.literal.end + shift },
          member,
        })
      }
      if (named.via === '$node' || (named.via === '$' && (member === undefined || !WHOLE.has(member)))) perItem = true
    })
  }
  return { nodes, names, perItem, dynamicNodes }
}

function* below(node: AnyNode): Generator<AnyNode> {
  for (const value of Object.values(node) as unknown[]) {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof one === 'object' && one !== null && 'type' in one && typeof one.type === 'string') yield one as AnyNode
    }
  }
}

function isNodeRoot(name: string): boolean {
  return name === '$' || name === '$node' || name === '$items'
}

/** An identifier that stands for a value, not for a member or a key. */
export function isReference(node: AnyNode, parent: AnyNode | undefined): boolean {
  if (parent === undefined) return true
  if (parent.type === 'MemberExpression') return parent.object === node || parent.computed
  if (parent.type === 'PropertyDefinition' || parent.type === 'MethodDefinition')
    return parent.key !== node || parent.computed
  if (parent.type === 'MetaProperty') return false
  if (parent.type === 'Property') return parent.value === node || parent.computed
  return true
}

interface Named {
  readonly via: NodeReference['via']
  readonly literal: { readonly value: string; readonly start: number; readonly end: number } | null
}

function nodeName(node: AnyNode): Named | null {
  if (node.type === 'CallExpression' && node.callee.type === 'Identifier') {
    const { name } = node.callee
    if (name !== '$' && name !== '$items') return null
    const [argument] = node.arguments
    if (argument === undefined) return null
    return { via: name, literal: textLiteral(argument) }
  }
  if (node.type === 'MemberExpression' && node.object.type === 'Identifier' && node.object.name === '$node') {
    if (!node.computed && node.property.type === 'Identifier') {
      return {
        via: '$node',
        literal: { value: node.property.name, start: node.property.start, end: node.property.end },
      }
    }
    return { via: '$node', literal: textLiteral(node.property) }
  }
  return null
}

function textLiteral(node: AnyNode): Named['literal'] {
  if (node.type === 'Literal' && typeof node.value === 'string')
    return { value: node.value, start: node.start, end: node.end }
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0) {
    const cooked = node.quasis[0]?.value.cooked
    if (typeof cooked === 'string') return { value: cooked, start: node.start, end: node.end }
  }
  return null
}

function memberAfter(node: AnyNode, parents: ReadonlyMap<AnyNode, AnyNode>): string | undefined {
  const parent = parents.get(node)
  if (parent?.type !== 'MemberExpression' || parent.object !== node) return undefined
  if (!parent.computed && parent.property.type === 'Identifier') return parent.property.name
  return parent.property.type === 'Literal' && typeof parent.property.value === 'string'
    ? parent.property.value
    : undefined
}
