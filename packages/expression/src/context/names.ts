/**
 * Every name an expression may use without declaring it.
 *
 * A name is resolved when the text is compiled; what it stands for is read from the scope when the expression runs.
 * A name that nobody knows is undefined, as in n8n.
 */
import { DateTime } from 'luxon'
import { ExpressionError } from '../error.ts'
import { globals } from '../builtins/globals.ts'
import { contextFunctions } from './functions.ts'
import { executionView } from './execution.ts'
import { fromAI } from './from-ai.ts'
import { once } from './once.ts'
import { binaryView, itemsOfNode, needNode, nodeView, noData, oldNodeView, shownItem, shownItems } from './nodes.ts'
import { parametersView } from './parameters.ts'
import { toInteger, toText } from '../run/convert.ts'
import type { Runtime } from '../run/runtime.ts'
import type { ScopeItem } from '../scope.ts'
import { Native, View } from '../values/callable.ts'
import { ownValue, shallowCopy, isPlain } from '../values/plain.ts'
import { linkedFrom } from './links.ts'

export type ReadName = (rt: Runtime) => unknown

/** Names that only some parameters have. */
const SOMETIMES: ReadonlySet<string> = new Set(['$response', '$request', '$pageCount'])

/** True for a name with a meaning in expressions, whatever the parameter. */
export function isContextName(name: string): boolean {
  return NAMES.has(name) || SOMETIMES.has(name)
}

/** How to read a free name. */
export function contextName(name: string): ReadName {
  const read = NAMES.get(name)
  if (read !== undefined)
    return (rt) =>
      rt.scope.extra !== undefined && Object.hasOwn(rt.scope.extra, name) ? rt.scope.extra[name] : read(rt)
  if (globals.has(name)) {
    const value = globals.get(name)
    return () => value
  }
  return (rt) => (rt.scope.extra === undefined ? undefined : ownValue(rt.scope.extra, name))
}

function items(rt: Runtime): readonly ScopeItem[] {
  const list = rt.scope.items(0)
  if (list === null) throw noData()
  return list
}

function currentItem(rt: Runtime): ScopeItem | undefined {
  return items(rt)[rt.scope.itemIndex]
}

function needItem(rt: Runtime): ScopeItem {
  const item = currentItem(rt)
  if (item === undefined) throw noData()
  return item
}

function inputView(rt: Runtime): View {
  return once(rt, '$input', () => {
    const first = new Native('first', { call: () => shownItem(rt, items(rt)[0]) })
    const last = new Native('last', { call: () => shownItem(rt, items(rt).at(-1)) })
    const all = new Native('all', { call: () => shownItems(rt, items(rt)) })
    return new View(
      '$input',
      (key) => {
        switch (key) {
          case 'item':
            return shownItem(rt, currentItem(rt))
          case 'first':
            return first
          case 'last':
            return last
          case 'all':
            return all
          case 'params': {
            const source = rt.scope.sources()[0]
            if (source === null || source === undefined) throw noData()
            return needNode(rt, source.previousNode).parameters()
          }
          case 'context': {
            const source = rt.scope.sources()[0]
            if (source === null || source === undefined) throw noData()
            return needNode(rt, source.previousNode).context()
          }
          case 'isProxy':
            return true
          default:
            items(rt)
            return undefined
        }
      },
      () => [],
    )
  })
}

function prevNode(rt: Runtime): View {
  return once(rt, '$prevNode', () => {
    const source = rt.scope.sources()[0]
    return new View(
      '$prevNode',
      (key) => {
        if (key === 'isProxy') return true
        if (source === null || source === undefined) return undefined
        if (key === 'name') return source.previousNode
        if (key === 'outputIndex') return source.previousNodeOutput ?? 0
        return key === 'runIndex' ? (source.previousNodeRun ?? 0) : undefined
      },
      () => ['name', 'outputIndex', 'runIndex'],
    )
  })
}

/** The id of the workflow, which it has once it is saved. */
function savedId(rt: Runtime): string {
  const { id } = rt.scope.workflow
  if (id === undefined) {
    throw new ExpressionError('unsaved_workflow', 'The workflow has not been saved yet, so it has no id or name.', {
      description: 'Save the workflow first.',
    })
  }
  return id
}

function workflowView(rt: Runtime): View {
  return once(rt, '$workflow', () => {
    const { workflow } = rt.scope
    return new View(
      '$workflow',
      (key) => {
        if (key === 'active') return workflow.active
        if (key === 'isProxy') return true
        if (key === 'name') return workflow.name
        return key === 'id' ? savedId(rt) : undefined
      },
      () => ['active', 'id', 'name'],
    )
  })
}

function envView(rt: Runtime): View {
  return once(rt, '$env', () => {
    const allowed = rt.scope.env?.()
    return new View(
      '$env',
      (key) => {
        if (allowed !== undefined && Object.hasOwn(allowed, key)) return allowed[key]
        throw new ExpressionError('env_denied', 'access to env vars denied', {
          description: 'The administrator decides which environment variables expressions may read.',
        })
      },
      () => Object.keys(allowed ?? {}),
    )
  })
}

function nodeRoot(rt: Runtime): View {
  return once(rt, '$node', () => new View('$node', (key) => oldNodeView(rt, key, rt.scope.itemIndex)))
}

const dollar = (rt: Runtime): View =>
  once(
    rt,
    '$',
    () =>
      new View(
        '$',
        () => {
          throw dollarNotCalled()
        },
        () => {
          throw dollarNotCalled()
        },
        (_, __, args) => nodeView(rt, args[0] === undefined ? '' : toText(rt, args[0])),
      ),
  )

function dollarNotCalled(): ExpressionError {
  return new ExpressionError('dollar_not_called', 'Call $ with the name of a node: $("Node name").')
}

/** The item at an index, which must be there; no index at all, or a negative one, gives nothing. */
function itemOf(rt: Runtime, index: number): ScopeItem | undefined {
  if (Number.isNaN(index)) return undefined
  const list = items(rt)
  if (index < 0) return undefined
  const item = list[index]
  if (item === undefined) throw noData()
  return item
}

/** `$tool`: the call of a tool under way, as the item tells it. */
function toolView(rt: Runtime): Record<string, unknown> | undefined {
  const list = rt.scope.items(0)
  if (list === null) return undefined
  const json = list[rt.scope.itemIndex]?.json
  const read = (key: string): unknown => (isPlain(json) ? ownValue(json, key) : undefined)
  return once(rt, '$tool', () => ({ name: read('tool'), parameters: read('toolParameters') }))
}

/** `$item(index, run?)`: the old view of another item. */
function itemView(rt: Runtime, args: readonly unknown[]): View {
  const index = args[0] === undefined ? Number.NaN : toInteger(rt, args[0])
  return new View(
    '$item',
    (key) => {
      // Where the workflow keeps files among the fields, n8n shows nothing this way.
      if (rt.scope.combinedBinary === true) return undefined
      if (key === '$json' || key === 'json') return itemOf(rt, index)?.json
      if (key === '$binary') return binaryView(itemOf(rt, index))
      if (key === '$node') return new View('$node', (name) => oldNodeView(rt, name, index))
      if (key === '$itemIndex') return index
      if (key === '$workflow') return workflowView(rt)
      return undefined
    },
    () => (rt.scope.combinedBinary === true ? [] : ['$json', '$binary', '$itemIndex', '$workflow']),
  )
}

function now(rt: Runtime): DateTime {
  return DateTime.fromMillis(rt.scope.now(), { zone: rt.scope.zone, locale: 'en-US' })
}

/** `$getPairedItem(name, source, link)`: the walk behind `$('X').item`, from a place of one's own. */
function pairedItemOf(rt: Runtime, name: string, source: unknown, link: unknown): unknown {
  if (!isPlain(source) || !isPlain(link)) throw noData(name)
  const previousNode = ownValue(source, 'previousNode')
  return linkedFrom(
    rt.scope,
    name,
    {
      previousNode: toText(rt, previousNode),
      previousNodeOutput: toInteger(rt, ownValue(source, 'previousNodeOutput')),
      previousNodeRun: toInteger(rt, ownValue(source, 'previousNodeRun')),
    },
    toInteger(rt, ownValue(link, 'item')),
  )
}

const constant =
  (name: string, call: (rt: Runtime, args: readonly unknown[]) => unknown): ReadName =>
  (rt) =>
    once(rt, name, () => new Native(name, { call: (runtime, _, args) => call(runtime, args) }))

const NAMES: ReadonlyMap<string, ReadName> = new Map<string, ReadName>([
  ['$json', (rt) => needItem(rt).json],
  [
    '$data',
    (rt) =>
      once(rt, '$data', () => {
        const { json } = needItem(rt)
        return isPlain(json) ? shallowCopy(json) : json
      }),
  ],
  ['$binary', (rt) => once(rt, '$binary', () => binaryView(needItem(rt)))],
  ['$input', inputView],
  ['$itemIndex', (rt) => rt.scope.itemIndex],
  ['$position', (rt) => rt.scope.itemIndex],
  ['$thisItemIndex', (rt) => rt.scope.itemIndex],
  ['$runIndex', (rt) => rt.scope.runIndex],
  ['$thisRunIndex', (rt) => rt.scope.runIndex],
  ['$thisItem', (rt) => rt.scope.items(0)?.[rt.scope.itemIndex]],
  ['$tool', toolView],
  ['$items', constant('$items', itemsOfNode)],
  ['$item', constant('$item', itemView)],
  ['$node', nodeRoot],
  ['$', dollar],
  ['$prevNode', prevNode],
  ['$parameter', (rt) => parametersView(rt)],
  ['$self', () => ({})],
  ['$rawParameter', (rt) => rt.scope.current.parameters()],
  ['$workflow', workflowView],
  ['$execution', executionView],
  ['$mode', (rt) => rt.scope.mode],
  ['$nodeId', (rt) => rt.scope.current.id],
  ['$nodeVersion', (rt) => rt.scope.current.typeVersion],
  ['$webhookId', (rt) => rt.scope.current.webhookId],
  ['$executionId', (rt) => rt.scope.execution?.().id ?? '__UNKNOWN__'],
  ['$resumeWebhookUrl', (rt) => rt.scope.execution?.().resumeUrl],
  ['$vars', (rt) => once(rt, '$vars', () => rt.scope.vars?.() ?? {})],
  ['$env', envView],
  ['$secrets', (rt) => rt.scope.secrets?.()],
  ['$credentials', (rt) => rt.scope.credentials?.()],
  ['$now', (rt) => once(rt, '$now', () => now(rt))],
  ['$today', (rt) => once(rt, '$today', () => now(rt).startOf('day'))],
  ['$fromAI', constant('$fromAI', fromAI)],
  ['$fromAi', constant('$fromAi', fromAI)],
  ['$fromai', constant('$fromai', fromAI)],
  [
    '$evaluateExpression',
    constant('$evaluateExpression', (rt, [text, index]) =>
      typeof text !== 'string'
        ? undefined
        : rt.nested(`=${toText(rt, text)}`, index === undefined ? rt.scope.itemIndex : toInteger(rt, index)),
    ),
  ],
  [
    '$getPairedItem',
    constant('$getPairedItem', (rt, [name, source, link]) => pairedItemOf(rt, toText(rt, name), source, link)),
  ],
  ...[...contextFunctions].map(([name, value]): [string, ReadName] => [name, () => value]),
])
