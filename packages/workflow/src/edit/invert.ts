import type { Workflow } from '../document.ts'
import { own } from '../json.ts'
import { type Fresh, applyWith, edgeIndex, nodeMillrace, nodeOf, referencesTo } from './apply.ts'
import type { EditTools } from './tools.ts'
import type { Operation, Patch } from './operation.ts'
import { parameterAt, parameterBefore } from './parameter-path.ts'

/**
 * The operation that takes another back: applied after it, it gives the document it was computed on. It
 * touches no more than the operation did, so what others changed meanwhile stays.
 * @throws EditError as `applyWith` would
 */
export function invertWith(workflow: Workflow, operation: Operation, tools: EditTools): Operation {
  switch (operation.do) {
    case 'addNode':
      return { do: 'removeNode', node: operation.node.id }
    case 'removeNode':
      return restoreNode(workflow, operation.node)
    case 'replaceNode':
      return { do: 'replaceNode', node: nodeOf(workflow, operation.node.id) }
    case 'renameNode':
      return renameBack(workflow, operation, tools)
    case 'moveNode':
      return { ...operation, position: nodeOf(workflow, operation.node).position }
    case 'orderNode':
      return { ...operation, at: [...workflow.nodes.keys()].indexOf(nodeOf(workflow, operation.node).id) }
    case 'setParameter': {
      const { parameters } = nodeOf(workflow, operation.node)
      const { path, value } = parameterBefore(parameters, operation.path, operation.value)
      return { do: 'setParameter', node: operation.node, path, ...(value === undefined ? {} : { value }) }
    }
    case 'setParameters':
      return { ...operation, parameters: nodeOf(workflow, operation.node).parameters }
    case 'setNodeSettings':
      return { ...operation, settings: before(nodeOf(workflow, operation.node), operation.settings) }
    case 'setVersion':
      return { ...operation, typeVersion: nodeOf(workflow, operation.node).typeVersion }
    case 'setCredential': {
      const credential = own(nodeOf(workflow, operation.node).credentials ?? {}, operation.type)
      const { credential: _, ...rest } = operation
      return credential === undefined ? rest : { ...rest, credential }
    }
    case 'connect':
      return { do: 'disconnect', edge: operation.edge }
    case 'disconnect': {
      const at = edgeIndex(workflow, operation.edge)
      return { do: 'connect', edge: workflow.edges[at] ?? operation.edge, ...(at < 0 ? {} : { at }) }
    }
    case 'setPinData': {
      const items = workflow.pinData.get(operation.node)
      return { do: 'setPinData', node: operation.node, ...(items === undefined ? {} : { items }) }
    }
    case 'setName':
      return { do: 'setName', name: workflow.name }
    case 'setSettings':
      return { do: 'setSettings', settings: workflow.settings }
    case 'setNodeMillrace': {
      const value = nodeMillrace(workflow, operation.node)
      return { do: 'setNodeMillrace', node: operation.node, ...(value === undefined ? {} : { value }) }
    }
    case 'setTags':
      return { do: 'setTags', tags: workflow.tags }
    case 'setDetails':
      return { do: 'setDetails', details: before(workflow, operation.details) }
    case 'composite':
      return invertAll(workflow, operation.operations, tools)
  }
}

function invertAll(workflow: Workflow, operations: readonly Operation[], tools: EditTools): Operation {
  const inverses: Operation[] = []
  const fresh: Fresh = new WeakSet()
  let document = workflow
  for (const operation of operations) {
    inverses.push(invertWith(document, operation, tools))
    document = applyWith(document, operation, tools, fresh)
  }
  return { do: 'composite', operations: inverses.toReversed() }
}

/** Puts a node back to its place, with its edges in theirs. */
function restoreNode(workflow: Workflow, id: string): Operation {
  const node = nodeOf(workflow, id)
  const edges = workflow.edges.flatMap((edge, at): Operation[] =>
    edge.source === id || edge.target === id ? [{ do: 'connect', edge, at }] : [],
  )
  const items = workflow.pinData.get(id)
  const value = nodeMillrace(workflow, id)
  return {
    do: 'composite',
    operations: [
      { do: 'addNode', node, at: [...workflow.nodes.keys()].indexOf(id) },
      ...edges,
      ...(items === undefined ? [] : [{ do: 'setPinData' as const, node: id, items }]),
      ...(value === undefined ? [] : [{ do: 'setNodeMillrace' as const, node: id, value }]),
    ],
  }
}

/** Renaming back could quote a reference differently than its author did; so the texts are put back. */
function renameBack(workflow: Workflow, operation: Operation & { do: 'renameNode' }, tools: EditTools): Operation {
  const { name } = nodeOf(workflow, operation.node)
  const back: Operation = { do: 'renameNode', node: operation.node, name, references: 'keep' }
  if (operation.references === 'keep') return back
  const texts: Operation[] = []
  for (const [node, changed] of referencesTo(workflow, name, operation.name, tools)) {
    const { parameters } = nodeOf(workflow, node)
    for (const { path } of changed) {
      const value = parameterAt(parameters, path)
      texts.push({ do: 'setParameter', node, path, ...(value === undefined ? {} : { value }) })
    }
  }
  return texts.length === 0 ? back : { do: 'composite', operations: [back, ...texts] }
}

/** The patch that gives a whole back the values that another patch changes. */
function before<Whole extends object>(whole: Whole, patch: object): Patch<Whole> {
  const fields = new Map<string, Whole[keyof Whole]>(Object.entries(whole))
  const back: Patch<Whole> = {}
  for (const key of Object.keys(patch)) Reflect.set(back, key, fields.get(key) ?? null)
  return back
}
