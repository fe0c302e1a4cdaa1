/**
 * A node type out of one declaration: its description (the parameter tree, ports, credentials: data that
 * goes to the editor) and what it does. `operations` are keyed `resource.operation`, or `operation` alone;
 * the parameters that choose one are derived from the keys. A node that does one thing has `operation`, or
 * several of them told apart by version or by a condition.
 */
import type { Condition } from '../condition.ts'
import { both } from './mark.ts'
import type { Effect } from '../effect.ts'
import { conditionHolds } from '../form/condition-holds.ts'
import type { JsonObject } from '../json.ts'
import { refuse } from '../node-error.ts'
import type {
  CredentialUse,
  Lookup,
  NodeDescription,
  NodeType,
  Operation,
  Trigger,
  WebhookTrigger,
} from '../node-type.ts'
import type { PortRule } from '../ports.ts'
import type { RunContext } from '../run-context.ts'
import type { Supply } from '../supply.ts'
import { type Choosing, choosingProperties, type Placed } from './choosing.ts'
import { derivePart, mergeEqual } from './derive.ts'
import type { Inputs } from './input.ts'
import type { OperationSpec } from './operation.ts'
import type { HttpManners } from './request.ts'
import { versionsBetween } from './scalar.ts'

type Choices = OperationSpec | readonly OperationSpec[]

/** Ports: so many of items, their labels, or rules. */
export type PortsSpec = number | readonly (string | PortRule)[]

export interface NodeDefinition
  extends
    Choosing,
    Omit<
      NodeDescription,
      'defaultName' | 'versions' | 'defaultVersion' | 'properties' | 'inputs' | 'outputs' | 'credentials' | 'trigger'
    > {
  readonly defaultName?: string
  /** Ascending; left out, the node has version 1 only. */
  readonly versions?: readonly number[]
  /** The version of a new node; the last one if not said otherwise. */
  readonly defaultVersion?: number
  readonly inputs?: PortsSpec
  readonly outputs?: PortsSpec
  /** Credential types; a text is one that is required. */
  readonly credentials?: readonly (string | CredentialUse)[]
  readonly http?: HttpManners
  /** Inputs of every operation, in the form before what chooses the operation … */
  readonly input?: Inputs
  /** … and behind everything else. */
  readonly lastInput?: Inputs
  readonly operation?: Choices
  readonly operations?: Readonly<Record<string, Choices>>
  readonly trigger?: Trigger
  /** The kind of trigger people see, where it is not what `trigger` says. */
  readonly triggerKind?: NodeDescription['trigger']
  /** How the address is answered at which it waits. */
  readonly resume?: WebhookTrigger
  readonly lookups?: Readonly<Record<string, Lookup>>
  /** Makes what it gives to the node it is attached to; its outputs say as what. */
  readonly supply?: Supply
}

/** Makes a node type of its declaration. */
export function defineNode(about: NodeDefinition): NodeType {
  const versions = about.versions ?? [1]
  const placed = placeOperations(about)
  const credentials = (about.credentials ?? []).map(toCredentialUse)
  const { supply } = about
  const bound = new Map<OperationSpec, Operation>()
  const choose = (parameters: JsonObject, version: number): OperationSpec => {
    const found = placed.find((one) => isChosen(one, parameters, version))
    if (found) return found.spec
    throw refuse(`${about.name} has no operation for these parameters.`, { code: 'operation_unknown', retry: 'no' })
  }
  const operation = (parameters: JsonObject, version: number): Operation => {
    const spec = choose(parameters, version)
    let found = bound.get(spec)
    if (!found) bound.set(spec, (found = spec.bind(about.http, (context) => usedCredential(context, credentials))))
    return found
  }
  return {
    description: describe(about, versions, placed, credentials),
    effect: (parameters, version): Effect =>
      placed.length === 0 ? 'pure' : choose(parameters, version).effectOf(parameters, version),
    ...(placed.length > 0 && { operation }),
    ...(about.trigger && { trigger: about.trigger }),
    ...(about.resume && { resume: about.resume }),
    ...(about.lookups && { lookups: about.lookups }),
    ...(supply && { supply: () => supply }),
  }
}

function placeOperations({ operation, operations }: NodeDefinition): readonly Placed[] {
  const single = asList(operation).map((spec) => ({ spec, under: spec.when ?? {} }))
  const keyed = Object.entries(operations ?? {}).flatMap(([key, specs]) =>
    asList(specs).map((spec) => {
      const dot = key.indexOf('.')
      const resource = dot < 0 ? undefined : key.slice(0, dot)
      const name = key.slice(dot + 1)
      const place: Condition = { show: { ...(resource !== undefined && { resource: [resource] }), operation: [name] } }
      const under = spec.when ? both(place, spec.when) : place
      return { spec, operation: name, under, ...(resource !== undefined && { resource }) }
    }),
  )
  return [...single, ...keyed]
}

function isChosen({ spec, under }: Placed, parameters: JsonObject, version: number): boolean {
  if (spec.since !== undefined && version < spec.since) return false
  if (spec.until !== undefined && version > spec.until) return false
  return conditionHolds(under, parameters, parameters, version)
}

function describe(
  about: NodeDefinition,
  versions: readonly number[],
  placed: readonly Placed[],
  credentials: readonly CredentialUse[],
): NodeDescription {
  const trigger = about.triggerKind ?? about.trigger?.by
  const unavailable = placed.length > 0 && placed.every(({ spec }) => spec.unavailable !== undefined)
  return {
    type: about.type,
    name: about.name,
    defaultName: about.defaultName ?? about.name,
    about: about.about,
    icon: about.icon,
    category: about.category,
    ...(about.aliases && { aliases: about.aliases }),
    versions,
    defaultVersion: about.defaultVersion ?? versions.at(-1) ?? 1,
    properties: mergeEqual([
      ...derivePart(about.input ?? {}, versions, versions, {}),
      ...choosingProperties(about, versions, placed),
      ...placed.flatMap(({ spec, under }) =>
        derivePart(spec.input, versionsBetween(versions, spec.since, spec.until), versions, under),
      ),
      ...derivePart(about.lastInput ?? {}, versions, versions, {}),
    ]),
    inputs: toPorts(about.inputs ?? (trigger || about.annotation ? 0 : 1)),
    outputs: toPorts(about.outputs ?? (about.annotation ? 0 : 1)),
    credentials,
    ...(about.summary && { summary: about.summary }),
    ...(trigger && { trigger }),
    ...(about.needs && { needs: about.needs }),
    ...(about.failedItems && { failedItems: about.failedItems }),
    ...(about.answersCaller && { answersCaller: true }),
    ...(about.continuesForm && { continuesForm: about.continuesForm }),
    ...(about.openedBy && { openedBy: about.openedBy }),
    ...(about.annotation && { annotation: true }),
    ...((about.supplies || about.supply) && { supplies: true }),
    // Nobody is offered what cannot run.
    ...((about.hidden || unavailable) && { hidden: true }),
    ...(unavailable && { unavailable: true }),
  }
}

function toPorts(spec: PortsSpec): readonly PortRule[] {
  if (typeof spec === 'number') return Array.from({ length: spec }, () => ({ kind: 'main' as const }))
  return spec.map((one) => (typeof one === 'string' ? { kind: 'main' as const, label: one } : one))
}

function toCredentialUse(use: string | CredentialUse): CredentialUse {
  return typeof use === 'string' ? { type: use, required: true } : use
}

function usedCredential(context: RunContext, uses: readonly CredentialUse[]): string | undefined {
  return uses.find((one) => context.hasCredential(one.type))?.type
}

function asList(specs: Choices | undefined): readonly OperationSpec[] {
  if (specs === undefined) return []
  return 'bind' in specs ? [specs] : specs
}
