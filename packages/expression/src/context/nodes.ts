/**
 * Other nodes' data: `$('X')`, `$node['X']`, `$items('X')`.
 */
import { ExpressionError } from '../error.ts'
import { toInteger, toText } from '../run/convert.ts'
import { once } from './once.ts'
import { typeError } from '../run/raised.ts'
import type { Runtime } from '../run/runtime.ts'
import type { ScopeItem, ScopeNode } from '../scope.ts'
import { Native, View, type NativeCall } from '../values/callable.ts'
import { linkedItem, needLinked } from './links.ts'

export function needNode(rt: Runtime, name: string): ScopeNode {
  const node = rt.scope.node(name)
  if (node === undefined) {
    throw new ExpressionError('node_not_found', `Referenced node doesn't exist: "${name}".`, {
      description: 'Check the name; capitals, blanks and quotes count.',
      node: name,
    })
  }
  return node
}

export function noData(node?: string): ExpressionError {
  return new ExpressionError(
    'no_execution_data',
    node === undefined ? 'There is no execution data yet.' : `Node '${node}' hasn't been executed.`,
    { description: 'Run the workflow (or the node before) first.', ...(node === undefined ? {} : { node }) },
  )
}

function method(name: string, call: NativeCall): Native {
  return new Native(name, { call })
}

/** `$('X')`. Never fails by itself; reading a member does. */
export function nodeView(rt: Runtime, name: string): View {
  return once(rt, `$(${name}`, () => new View('Node', (key) => nodeMember(rt, name, key)))
}

function nodeMember(rt: Runtime, name: string, key: string): unknown {
  if (name === '') {
    if (rt.scope.items(0) !== null) throw typeError('No node is named')
    throw new ExpressionError('no_node_given', 'Name the node: $("Node name").')
  }
  if (key === 'first' || key === 'last' || key === 'all') return outputMember(rt, name, key)
  const node = needNode(rt, name)
  switch (key) {
    case 'isExecuted':
      return node.runCount > 0
    case 'params':
      return node.parameters()
    case 'context':
      if (!rt.scope.executing) throw noData(name)
      return node.context()
    case 'item':
      return byLink(rt, node, rt.scope.itemIndex)
    case 'itemMatching':
      return method(key, (_, __, args) => {
        needLinked(rt.scope, node)
        if (args[0] === undefined) {
          throw new ExpressionError('missing_item_index', 'itemMatching() needs the index of an input item.', {
            node: name,
          })
        }
        return byLink(rt, node, toInteger(rt, args[0]))
      })
    case 'pairedItem':
      return method(key, (_, __, args) => byLink(rt, node, toInteger(rt, args[0], rt.scope.itemIndex)))
    case 'isProxy':
      return true
    default:
      return undefined
  }
}

/** `first`, `last`, `all` of an output of a run. */
function outputMember(rt: Runtime, name: string, key: 'first' | 'last' | 'all'): Native {
  return method(key, (_, __, [output, run]) => {
    // n8n answers nothing for null in place of a number, before it looks for the node.
    if (output === null || run === null) return undefined
    const items = outputItems(rt, needNode(rt, name), output, run)
    return key === 'all' ? shownItems(rt, items) : shownItem(rt, key === 'first' ? items?.[0] : items?.at(-1))
  })
}

function byLink(rt: Runtime, node: ScopeNode, index: number): ScopeItem {
  needLinked(rt.scope, node)
  const item = linkedItem(rt.scope, node.name, index)
  // In n8n this is an ordinary mistake: it gives nothing, and `??` behind it is not reached.
  if (item === undefined) throw typeError(`No item of node "${node.name}" belongs to this item`)
  return item
}

/** An item as expressions see it: whole, or its data alone where the workflow keeps files among the fields. */
export function shownItem(rt: Runtime, item: ScopeItem | undefined): unknown {
  return rt.scope.combinedBinary === true ? item?.json : item
}

export function shownItems(rt: Runtime, items: readonly ScopeItem[] | undefined): unknown {
  return rt.scope.combinedBinary === true ? items?.map((item) => item.json) : items
}

/** The items of an output of a run; by default the output that leads here, and the last run. */
function outputItems(rt: Runtime, node: ScopeNode, output: unknown, run: unknown): readonly ScopeItem[] | undefined {
  // n8n answers nothing for a negative output, whether the node ran or not.
  if (typeof output === 'number' && output < 0) return undefined
  const pinned = node.pinned?.()
  if (pinned !== undefined && node.runCount === 0) return pinned
  if (node.runCount === 0) throw noData(node.name)
  const outputIndex = output === undefined ? (rt.scope.outputTowards(node.name) ?? 0) : toInteger(rt, output)
  const runIndex = run === undefined ? node.runCount - 1 : toInteger(rt, run)
  return itemsOf(node, outputIndex, runIndex)
}

function itemsOf(node: ScopeNode, outputIndex: number, runIndex: number): readonly ScopeItem[] | undefined {
  const ran = node.run(runIndex < 0 ? node.runCount - 1 : runIndex)
  if (ran === undefined) {
    throw new ExpressionError('run_not_found', `Node "${node.name}" has no run ${runIndex}.`, {
      description: `It ran ${node.runCount} times; runs are counted from 0.`,
      node: node.name,
    })
  }
  if (outputIndex >= ran.outputCount) {
    throw new ExpressionError('branch_not_found', `Node "${node.name}" has no output ${outputIndex}.`, {
      description: `It has ${ran.outputCount} outputs; they are counted from 0.`,
      node: node.name,
    })
  }
  return outputIndex < 0 ? undefined : (ran.output(outputIndex) ?? [])
}

function notExecuted(name: string): ExpressionError {
  return new ExpressionError('not_executed', `Node '${name}' hasn't been executed.`, { node: name })
}

/** `$items(name?, output?, run?)`: old access by list. */
export function itemsOfNode(rt: Runtime, args: readonly unknown[]): unknown {
  const [name, output, run] = args
  if (name === undefined) return rt.scope.items(0) ?? undefined
  const node = needNode(rt, toText(rt, name))
  // Pinned items are not seen this way, as in n8n.
  if (node.pinned?.() !== undefined && node.runCount === 0) return undefined
  if (node.runCount === 0) {
    throw rt.scope.executing ? noData(node.name) : notExecuted(node.name)
  }
  return itemsOf(node, toInteger(rt, output), toInteger(rt, run, node.runCount - 1))
}

/** `$node['X']`: old access, by the index of the current item. */
export function oldNodeView(rt: Runtime, name: string, index: number): View {
  const KEYS = ['binary', 'data', 'json']
  return once(
    rt,
    `$node ${index} ${name}`,
    () =>
      new View(
        'Node',
        (key) => oldMember(rt, name, key, index),
        () => KEYS,
      ),
  )
}

function oldMember(rt: Runtime, name: string, key: string, index: number): unknown {
  const node = needNode(rt, name)
  switch (key) {
    case 'json':
    case 'data':
      return oldItem(rt, node, index).json
    case 'binary':
      return binaryView(oldItem(rt, node, index))
    case 'context':
      return node.context()
    case 'parameter':
      return node.parameters()
    case 'runIndex':
      return node.runCount === 0 ? 0 : node.runCount - 1
    case 'isProxy':
      return true
    default:
      return undefined
  }
}

function oldItem(rt: Runtime, node: ScopeNode, index: number): ScopeItem {
  const { scope } = rt
  const pinned = node.pinned?.()
  let items: readonly ScopeItem[] | null | undefined
  if (pinned !== undefined && node.runCount === 0) items = pinned
  else {
    if (!scope.executing) throw notExecuted(node.name)
    if (node.runCount === 0) throw noData(node.name)
    const output = scope.outputTowards(node.name)
    if (output === undefined && scope.current.name !== node.name) {
      throw new ExpressionError('not_connected', `Node "${node.name}" does not lead to this one.`, { node: node.name })
    }
    items = node.run(node.runCount - 1)?.output(output ?? 0)
  }
  const item = items?.[index]
  if (item === undefined) throw noData(node.name)
  return item
}

/** Binary metadata without the content. */
export function binaryView(item: ScopeItem | undefined): Record<string, unknown> {
  const shown: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(item?.binary ?? {})) {
    if (typeof value !== 'object' || value === null) continue
    const { data: _content, ...rest } = value as Record<string, unknown>
    shown[name] = rest
  }
  return shown
}
