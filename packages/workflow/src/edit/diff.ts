/**
 * What makes one version of a document into another, as operations: applied to the first they give the
 * second. Versions are shown, merged and proposed this way. Only differences speak, and small ones stay
 * small: a changed field of a parameter is that field, not the node.
 */
import type { Json, JsonObject } from '@millrace/sdk'
import type { Path } from '../diagnostic.ts'
import {
  type CredentialReference,
  type Edge,
  type NodeSettings,
  type Workflow,
  type WorkflowNode,
  edgeKey,
} from '../document.ts'
import { equal, isJsonList, isJsonObject, own, withKey } from '../json.ts'
import { nodeSettings } from '../n8n/fields.ts'
import { uniqueNames } from '../unique-names.ts'
import type { Details, Operation, Patch } from './operation.ts'

/** The operations that lead from one document to the other. None: they are the same. */
export function diff(from: Workflow, to: Workflow): readonly Operation[] {
  return [
    ...[...from.nodes.keys()].filter((id) => !to.nodes.has(id)).map((node): Operation => ({ do: 'removeNode', node })),
    ...renames(from, to),
    ...placeNodes(from, to),
    ...[...to.nodes.values()].flatMap((node) => {
      const before = from.nodes.get(node.id)
      return before === undefined || before === node ? [] : nodeChanges(before, node)
    }),
    ...edgeChanges(from, to),
    ...pinDataChanges(from, to),
    ...documentChanges(from, to),
  ]
}

/** Names may be swapped, so a node whose new name is still taken steps aside first. */
function renames(from: Workflow, to: Workflow): readonly Operation[] {
  const renamed = [...to.nodes.values()].flatMap(({ id, name }) => {
    const before = from.nodes.get(id)
    return before === undefined || before.name === name ? [] : [{ node: id, before: before.name, name }]
  })
  const freed = new Set(renamed.map(({ before }) => before))
  const unique = uniqueNames([...from.nodes.values(), ...to.nodes.values()].map(({ name }) => name))
  const aside = renamed.filter(({ name }) => freed.has(name))
  return [
    ...aside.map(({ node, name }): Operation => ({ do: 'renameNode', node, name: unique(name), references: 'keep' })),
    ...renamed.map(({ node, name }): Operation => ({ do: 'renameNode', node, name, references: 'keep' })),
  ]
}

/** New nodes come in at their place; known ones are moved there if they stand elsewhere. */
function placeNodes(from: Workflow, to: Workflow): readonly Operation[] {
  const kept = [...from.nodes.keys()].filter((id) => to.nodes.has(id))
  return reorder(kept, [...to.nodes.keys()], {
    insert: (id, at) => {
      const node = to.nodes.get(id)
      return node ? [{ do: 'addNode', node, at }] : []
    },
    move: (id, at) => [{ do: 'orderNode', node: id, at }],
  })
}

function edgeChanges(from: Workflow, to: Workflow): readonly Operation[] {
  const written = (edge: Edge) => `${edgeKey(edge)}${edge.found === undefined ? '' : JSON.stringify(edge.found)}`
  const before = new Map(from.edges.map((edge) => [written(edge), edge]))
  const after = new Map(to.edges.map((edge) => [written(edge), edge]))
  const removed: Operation[] = []
  const kept: string[] = []
  for (const [key, edge] of before) {
    if (after.has(key)) kept.push(key)
    else if (to.nodes.has(edge.source) && to.nodes.has(edge.target)) removed.push({ do: 'disconnect', edge })
  }
  const connect = (key: string, at: number): Operation[] => {
    const edge = after.get(key)
    return edge ? [{ do: 'connect', edge, at }] : []
  }
  const disconnect = (key: string): Operation[] => {
    const edge = before.get(key)
    return edge ? [{ do: 'disconnect', edge }] : []
  }
  const placed = reorder(kept, [...after.keys()], {
    insert: connect,
    move: (key, at) => [...disconnect(key), ...connect(key, at)],
  })
  return [...removed, ...placed]
}

interface Steps {
  insert(key: string, at: number): readonly Operation[]
  move(key: string, at: number): readonly Operation[]
}

/** Turns one list into another from front to back; every entry of the first is in the second. */
function reorder(from: readonly string[], to: readonly string[], steps: Steps): readonly Operation[] {
  const operations: Operation[] = []
  const waiting = new Set(from)
  for (const [at, key] of to.entries()) {
    const [front] = waiting
    if (!waiting.has(key)) operations.push(...steps.insert(key, at))
    else if (front !== key) operations.push(...steps.move(key, at))
    waiting.delete(key)
  }
  return operations
}

function nodeChanges(before: WorkflowNode, after: WorkflowNode): readonly Operation[] {
  const node = after.id
  if (before.type !== after.type || !equal(before.extra, after.extra) || !sameFound(before, after)) {
    return [{ do: 'replaceNode', node: after }]
  }
  const moved: Operation[] = equal(before.position, after.position)
    ? []
    : [{ do: 'moveNode', node, position: after.position }]
  const version: Operation[] =
    before.typeVersion === after.typeVersion ? [] : [{ do: 'setVersion', node, typeVersion: after.typeVersion }]
  const settings = patchBetween<NodeSettings>(before, after, Object.keys(nodeSettings))
  return [
    ...moved,
    ...version,
    ...parameterChanges(before.parameters, after.parameters, []).map(({ path, value }): Operation => ({
      do: 'setParameter',
      node,
      path,
      ...(value === undefined ? {} : { value }),
    })),
    ...(settings === undefined ? [] : [{ do: 'setNodeSettings' as const, node, settings }]),
    ...credentialChanges(before, after),
  ]
}

function parameterChanges(
  before: Json | undefined,
  after: Json | undefined,
  path: Path,
): readonly { readonly path: Path; readonly value: Json | undefined }[] {
  if (equal(before, after)) return []
  if (isJsonObject(before) && isJsonObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)])
    return [...keys].flatMap((key) => parameterChanges(own(before, key), own(after, key), [...path, key]))
  }
  if (isJsonList(before) && isJsonList(after) && before.length === after.length) {
    return after.flatMap((entry, index) => parameterChanges(before[index], entry, [...path, index]))
  }
  return [{ path, value: after }]
}

function credentialChanges(before: WorkflowNode, after: WorkflowNode): readonly Operation[] {
  const old: Readonly<Record<string, CredentialReference>> = before.credentials ?? {}
  const now: Readonly<Record<string, CredentialReference>> = after.credentials ?? {}
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((type): readonly Operation[] => {
    const credential = own(now, type)
    if (equal(own(old, type), credential)) return []
    return [{ do: 'setCredential', node: after.id, type, ...(credential === undefined ? {} : { credential }) }]
  })
}

function pinDataChanges(from: Workflow, to: Workflow): readonly Operation[] {
  return [...to.nodes.keys()].flatMap((node): readonly Operation[] => {
    const items = to.pinData.get(node)
    if (equal(from.pinData.get(node), items)) return []
    return [{ do: 'setPinData', node, ...(items === undefined ? {} : { items }) }]
  })
}

const details: readonly (keyof Details)[] = ['id', 'active', 'staticData', 'meta', 'extra', 'found']

function documentChanges(from: Workflow, to: Workflow): readonly Operation[] {
  const patch = patchBetween<Details>(from, to, details)
  return [
    ...(from.name === to.name ? [] : [{ do: 'setName' as const, name: to.name }]),
    ...(equal(from.settings, to.settings) ? [] : [{ do: 'setSettings' as const, settings: to.settings }]),
    ...(equal(from.tags, to.tags) ? [] : [{ do: 'setTags' as const, tags: to.tags }]),
    ...(patch === undefined ? [] : [{ do: 'setDetails' as const, details: patch }]),
    ...millraceChanges(from, to),
  ]
}

/** Per node where only that differs, so that two people's notes on two nodes do not collide. */
function millraceChanges(from: Workflow, to: Workflow): readonly Operation[] {
  const rest = (workflow: Workflow) => withKey(workflow.millrace ?? {}, 'nodes', undefined)
  if (!equal(rest(from), rest(to))) return [{ do: 'setDetails', details: { millrace: to.millrace ?? null } }]
  const perNode = (workflow: Workflow): JsonObject => {
    const nodes = own(workflow.millrace ?? {}, 'nodes')
    return isJsonObject(nodes) ? nodes : {}
  }
  const old = Object.fromEntries(
    Object.entries(perNode(from)).filter(([id]) => !from.nodes.has(id) || to.nodes.has(id)),
  )
  const now = perNode(to)
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((node): readonly Operation[] => {
    const value = own(now, node)
    if (equal(own(old, node), value)) return []
    return [{ do: 'setNodeMillrace', node, ...(isJsonObject(value) ? { value } : {}) }]
  })
}

function patchBetween<Fields extends object>(
  before: Fields,
  after: Fields,
  keys: readonly string[],
): Patch<Fields> | undefined {
  const old = asJson(before)
  const now = asJson(after)
  const patch: Patch<Fields> = {}
  for (const key of keys) {
    if (!equal(old.get(key), now.get(key))) Reflect.set(patch, key, now.get(key) ?? null)
  }
  return Object.keys(patch).length === 0 ? undefined : patch
}

function asJson(fields: object): ReadonlyMap<string, Json> {
  return new Map<string, Json>(Object.entries(fields))
}

/** What was found with a node follows from its import alone; two imports of one text may be two objects. */
function sameFound(before: WorkflowNode, after: WorkflowNode): boolean {
  return before.found === after.found || JSON.stringify(before.found) === JSON.stringify(after.found)
}
