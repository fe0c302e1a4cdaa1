/**
 * What is odd about a document, in the order of the document: shown while people type, so it never throws,
 * and what was said about a node is remembered until that node changes.
 */
import type { NodeDescription } from '@millrace/sdk'
import { type Diagnostic, diagnostic } from '../diagnostic.ts'
import { type NodeId, type Workflow, type WorkflowNode, onErrorOf } from '../document.ts'
import { attachmentCyclesOf, edgesOutOf, isSubNode, loopsOf, reachableFrom } from '../graph.ts'
import { leftoverDiagnostics } from '../n8n/leftover-diagnostics.ts'
import { type ExpressionMode, ownSettings } from '../plan/own-settings.ts'
import { expressionsOf, type Reference } from './expression-diagnostics.ts'
import { type Describe, knownTypes } from './known-types.ts'
import { missingDiagnostics } from './missing.ts'
import { portDiagnostics, portsOfNode } from './ports.ts'
import { typeDiagnostics } from './type-diagnostics.ts'

/** Everything there is to say. Without descriptions, what can be known without them. */
export function validate(workflow: Workflow, describe?: Describe): readonly Diagnostic[] {
  return [
    ...settingsDiagnostics(workflow),
    ...duplicateNames(workflow),
    ...nodeDiagnostics(workflow, describe),
    ...leftoverDiagnostics(workflow),
    ...attachmentDiagnostics(workflow),
    ...(describe ? flowDiagnostics(workflow, describe) : []),
  ]
}

function settingsDiagnostics(workflow: Workflow): readonly Diagnostic[] {
  if (workflow.settings.executionOrder !== undefined) return []
  return [
    diagnostic(
      'settings.no-execution-order',
      'The workflow does not say in which order its branches run, so it runs by the old rules (v0).',
      { path: ['settings', 'executionOrder'] },
    ),
  ]
}

function duplicateNames(workflow: Workflow): readonly Diagnostic[] {
  const seen = new Set<string>()
  return [...workflow.nodes.values()].flatMap(({ id, name }) => {
    if (!seen.has(name)) {
      seen.add(name)
      return []
    }
    return [
      diagnostic('node.duplicate-name', `Two nodes are called “${name}”. Rename one.`, { node: id, path: ['name'] }),
    ]
  })
}

/** What a node alone shows, and the nodes its expressions name. */
interface NodeFacts {
  readonly diagnostics: readonly Diagnostic[]
  readonly references: readonly Reference[]
}

type Remembered = WeakMap<WorkflowNode, NodeFacts>

/** By how the expressions are read: facts with descriptions, and facts without. */
const remembered = { n8n: new WeakMap<Describe, Remembered>(), strict: new WeakMap<Describe, Remembered>() }
const rememberedWithout: Readonly<Record<ExpressionMode, Remembered>> = { n8n: new WeakMap(), strict: new WeakMap() }

function factsOf(node: WorkflowNode, describe: Describe | undefined, mode: ExpressionMode): NodeFacts {
  const known = memory(describe, mode)
  const before = known.get(node)
  if (before) return before
  const description = describe?.(node.type)
  const ofType = typeless(node) ?? (describe ? typeDiagnostics(node, knownTypes(describe)) : [])
  const settled = ofType.every(({ severity }) => severity !== 'error') && isSettled(node, description)
  const expressions = expressionsOf(node, description, mode)
  const facts = {
    diagnostics: [
      ...ofType,
      ...(settled && description ? missingDiagnostics(node, description) : []),
      ...expressions.diagnostics,
    ],
    references: expressions.references,
  }
  known.set(node, facts)
  return facts
}

function memory(describe: Describe | undefined, mode: ExpressionMode): Remembered {
  if (describe === undefined) return rememberedWithout[mode]
  const known: Remembered = remembered[mode].get(describe) ?? new WeakMap()
  remembered[mode].set(describe, known)
  return known
}

function nodeDiagnostics(workflow: Workflow, describe: Describe | undefined): readonly Diagnostic[] {
  const names = new Set([...workflow.nodes.values()].map(({ name }) => name))
  const { expressions } = ownSettings(workflow)
  return [...workflow.nodes.values()].flatMap((node) => {
    const { diagnostics, references } = factsOf(node, describe, expressions)
    const strays = references.filter(({ name }) => !names.has(name))
    if (strays.length === 0) return diagnostics
    return [
      ...diagnostics,
      ...strays.map(({ name, path, range }) =>
        diagnostic(
          'expression.unknown-node',
          `An expression of “${node.name}” names “${name}”, which does not exist.`,
          {
            node: node.id,
            path,
            range,
          },
        ),
      ),
    ]
  })
}

/** A disabled node needs nothing, and of an unknown version nobody knows what it needs. */
function isSettled(node: WorkflowNode, description: NodeDescription | undefined): boolean {
  return description !== undefined && !node.disabled && description.versions.includes(node.typeVersion)
}

function typeless(node: WorkflowNode): readonly Diagnostic[] | undefined {
  if (node.type !== '') return undefined
  return [diagnostic('node.missing-type', `“${node.name}” has no type.`, { node: node.id, path: ['type'] })]
}

function attachmentDiagnostics(workflow: Workflow): readonly Diagnostic[] {
  return attachmentCyclesOf(workflow).map(([node = '', ...others]) =>
    diagnostic(
      'connection.attachment-cycle',
      `“${nameOf(workflow, node)}” is attached to itself${others.length > 0 ? ' through other nodes' : ''}.`,
      { node },
    ),
  )
}

/** Loops that items cannot leave: no connection leads out, and no node in them has a second output to stop at. */
function loopDiagnostics(workflow: Workflow, describe: Describe): readonly Diagnostic[] {
  return loopsOf(workflow)
    .filter(({ inside }) => inside === undefined)
    .filter(({ head, body }) => {
      const members = new Set([head, ...body])
      return [...members].every(
        (id) =>
          edgesOutOf(workflow, id, 'main').every(({ target }) => members.has(target)) &&
          hasOneOutput(workflow.nodes.get(id), describe),
      )
    })
    .map(({ head }) =>
      diagnostic(
        'connection.endless-loop',
        `Nothing leads out of the loop at “${nameOf(workflow, head)}”: it ends only when a node in it gives no items.`,
        { node: head },
      ),
    )
}

function hasOneOutput(node: WorkflowNode | undefined, describe: Describe): boolean {
  const description = node === undefined ? undefined : describe(node.type)
  if (node === undefined || description === undefined || onErrorOf(node) === 'continueErrorOutput') return false
  return portsOfNode(node, description).outputs.filter(({ kind }) => kind === 'main').length === 1
}

function flowDiagnostics(workflow: Workflow, describe: Describe): readonly Diagnostic[] {
  return [
    ...portDiagnostics(workflow, describe),
    ...loopDiagnostics(workflow, describe),
    ...triggerDiagnostics(workflow, describe),
  ]
}

function triggerDiagnostics(workflow: Workflow, describe: Describe): readonly Diagnostic[] {
  const inFlow = [...workflow.nodes.values()].filter(
    ({ id, type }) => describe(type)?.annotation !== true && !isSubNode(workflow, id),
  )
  if (inFlow.length === 0) return []
  const triggers = inFlow.filter(({ type }) => describe(type)?.trigger !== undefined)
  if (triggers.every(({ disabled }) => disabled)) {
    return [diagnostic('workflow.no-trigger', 'Nothing starts this workflow. Add a trigger, for example by hand.')]
  }
  const reached = reachableFrom(
    workflow,
    triggers.map(({ id }) => id),
  )
  return inFlow
    .filter(({ id }) => !reached.has(id))
    .map(({ id, name }) =>
      diagnostic('node.unreachable', `No trigger leads to “${name}”, so it does not run.`, { node: id }),
    )
}

function nameOf(workflow: Workflow, id: NodeId): string {
  return workflow.nodes.get(id)?.name ?? ''
}
