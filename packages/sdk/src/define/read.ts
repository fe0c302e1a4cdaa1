/**
 * Typed values out of resolved parameters. Only what is there is read: a hidden or later-version parameter
 * gives undefined, a missing one its default.
 */
import { conditionHolds } from '../form/condition-holds.ts'
import { refuse } from '../node-error.ts'
import type { JsonParameters } from '../run-context.ts'
import type { TriggerContext } from '../node-type.ts'
import type { Cases, Input, Inputs, Read, ReadScope, Switched, Variants } from './input.ts'

interface RecordScope {
  readonly version: number
  readonly beside: JsonParameters
  readonly root: JsonParameters
  /** Members of a collection: what is not there stays undefined instead of becoming its default. */
  readonly optional?: boolean
}

/**
 * The typed value of a record of inputs.
 * @throws NodeError where a value does not fit its input
 */
export function readInputs<I extends Inputs>(inputs: I, values: JsonParameters, scope: RecordScope): Read<I> {
  const found: Record<string, unknown> = {}
  for (const [name, input] of Object.entries(inputs)) readInput(name, input, values, scope, found)
  // Every name was read by its own input's reader: the mapped type states what the loop did.
  return found as Read<I>
}

/** The chosen members of a collection; what is not there stays undefined. */
export function readMembers<I extends Inputs>(inputs: I, values: JsonParameters, scope: RecordScope): Partial<Read<I>> {
  const found: Record<string, unknown> = {}
  for (const [name, input] of Object.entries(inputs)) {
    readInput(name, input, values, { ...scope, optional: true }, found)
  }
  // As above, with every member optional.
  return found as Partial<Read<I>>
}

/** The typed parameters of a placed node: what triggers and lookups begin with. */
export function read<I extends Inputs>(inputs: I, parameters: JsonParameters, version: number): Read<I> {
  return readInputs(inputs, parameters, { version, beside: parameters, root: parameters })
}

type Placed = Pick<TriggerContext, 'node' | 'parameters' | 'rawParameters'>

/** What was read of parameters without expressions: they are the same at every call. */
const known = new WeakMap<Inputs, WeakMap<JsonParameters, { readonly version: number; readonly values: unknown }>>()

/** `read` of a trigger's own parameters. A webhook reads them with every call, so what cannot change is read once. */
export function readPlaced<I extends Inputs>(inputs: I, { node, parameters, rawParameters }: Placed): Read<I> {
  const { version } = node
  if (parameters !== rawParameters) return read(inputs, parameters, version)
  let ofInputs = known.get(inputs)
  if (ofInputs === undefined) known.set(inputs, (ofInputs = new WeakMap()))
  let found = ofInputs.get(parameters)
  if (found?.version !== version) {
    found = { version, values: read(inputs, parameters, version) }
    ofInputs.set(parameters, found)
  }
  // It was read by these inputs.
  return found.values as Read<I>
}

function readInput(
  name: string,
  input: Input,
  values: JsonParameters,
  scope: RecordScope,
  into: Record<string, unknown>,
): void {
  const given = values[name]
  switch (input.kind) {
    case 'field':
      if (given === undefined && scope.optional) return
      into[name] = input.read(given, fieldScope(name, scope))
      return
    case 'marked':
      if (isPresent(input, scope)) readInput(name, input.of, values, scope, into)
      return
    case 'oneOf': {
      const present = input.inputs.find((one) => isThere(one, scope))
      if (present) readInput(name, present, values, scope, into)
      return
    }
    case 'variants':
      if (given === undefined && scope.optional) return
      readVariants(name, input, values, scope, into)
      return
    case 'switched':
      if (given === undefined && scope.optional) return
      readSwitched(name, input, values, scope, into)
  }
}

/** Whether every mark around an input lets it be there: marks nest. */
function isThere(input: Input, scope: RecordScope): boolean {
  return input.kind !== 'marked' || (isPresent(input, scope) && isThere(input.of, scope))
}

function isPresent(
  input: { readonly since?: number; readonly until?: number; readonly when?: Parameters<typeof conditionHolds>[0] },
  scope: RecordScope,
): boolean {
  if (input.since !== undefined && scope.version < input.since) return false
  if (input.until !== undefined && scope.version > input.until) return false
  return conditionHolds(input.when, scope.beside, scope.root, scope.version)
}

function readVariants(
  name: string,
  input: Variants<Cases>,
  values: JsonParameters,
  scope: RecordScope,
  into: Record<string, unknown>,
): void {
  const names = Object.keys(input.cases)
  const chosen = String(values[name] ?? input.extra.default ?? names[0])
  const chosenCase = input.cases[chosen]
  if (!chosenCase) throw unknownVariant(input.label, chosen, names)
  into[name] = chosen
  for (const [member, one] of Object.entries(chosenCase.input)) readInput(member, one, values, scope, into)
}

function readSwitched(
  name: string,
  input: Switched<Inputs>,
  values: JsonParameters,
  scope: RecordScope,
  into: Record<string, unknown>,
): void {
  const state =
    values[name] === undefined ? input.extra.default === true : values[name] === true || values[name] === 'true'
  into[name] = state
  if (state !== input.on) return
  for (const [member, one] of Object.entries(input.input)) readInput(member, one, values, scope, into)
}

function unknownVariant(label: string, chosen: string, names: readonly string[]): Error {
  return refuse(`The parameter "${label}" is "${chosen}", but one of ${names.join(', ')} is needed.`, {
    code: 'parameter_wrong',
    retry: 'no',
  })
}

function fieldScope(name: string, scope: RecordScope): ReadScope {
  return { label: name, version: scope.version, beside: scope.beside, root: scope.root }
}
