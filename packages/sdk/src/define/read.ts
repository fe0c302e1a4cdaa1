/**
 * Typed values out of resolved parameters. Only what is there is read: a hidden or later-version parameter
 * gives undefined, a missing one its default.
 */
import { conditionHolds } from '../form/condition-holds.ts'
import { refuse } from '../node-error.ts'
import type { JsonParameters } from '../run-context.ts'
import type { TriggerContext } from '../node-type.ts'
import type { Cases, Input, Inputs, Read, Switched, Variants } from './input.ts'

/** What a record of inputs is read in: values beside each other are the record's own. */
interface RecordScope {
  readonly version: number
  readonly root: JsonParameters
}

/** The scope of one record, with the name of the input that is being read: one object for all of them. */
interface Reading extends RecordScope {
  label: string
  readonly beside: JsonParameters
  /** Members of a collection: what is not there stays undefined instead of becoming its default. */
  readonly optional: boolean
}

/**
 * The typed value of a record of inputs.
 * @throws NodeError where a value does not fit its input
 */
export function readInputs<I extends Inputs>(inputs: I, values: JsonParameters, scope: RecordScope): Read<I> {
  // Every name was read by its own input's reader: the mapped type states what the loop did.
  return readRecord(inputs, values, scope, false) as Read<I>
}

/** The chosen members of a collection; what is not there stays undefined. */
export function readMembers<I extends Inputs>(inputs: I, values: JsonParameters, scope: RecordScope): Partial<Read<I>> {
  // As above, with every member optional.
  return readRecord(inputs, values, scope, true) as Partial<Read<I>>
}

function readRecord(
  inputs: Inputs,
  values: JsonParameters,
  { version, root }: RecordScope,
  optional: boolean,
): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  const reading: Reading = { label: '', version, beside: values, root, optional }
  for (const [name, input] of entriesOf(inputs)) readInput(name, input, values, reading, found)
  return found
}

/** A node reads the same few records for every item. */
const entries = new WeakMap<Inputs, readonly (readonly [string, Input])[]>()

function entriesOf(inputs: Inputs): readonly (readonly [string, Input])[] {
  const known = entries.get(inputs)
  if (known !== undefined) return known
  const all = Object.entries(inputs)
  entries.set(inputs, all)
  return all
}

/** The typed parameters of a placed node: what triggers and lookups begin with. */
export function read<I extends Inputs>(inputs: I, parameters: JsonParameters, version: number): Read<I> {
  return readInputs(inputs, parameters, { version, root: parameters })
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
  scope: Reading,
  into: Record<string, unknown>,
): void {
  const given = values[name]
  switch (input.kind) {
    case 'field':
      if (given === undefined && scope.optional) return
      scope.label = name
      into[name] = input.read(given, scope)
      return
    case 'marked':
      if (isPresent(input, scope)) readInput(name, input.of, values, scope, into)
      return
    case 'oneOf':
      for (const one of input.inputs) if (isThere(one, scope)) return readInput(name, one, values, scope, into)
      return
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
function isThere(input: Input, scope: Reading): boolean {
  return input.kind !== 'marked' || (isPresent(input, scope) && isThere(input.of, scope))
}

function isPresent(
  input: { readonly since?: number; readonly until?: number; readonly when?: Parameters<typeof conditionHolds>[0] },
  scope: Reading,
): boolean {
  if (input.since !== undefined && scope.version < input.since) return false
  if (input.until !== undefined && scope.version > input.until) return false
  return conditionHolds(input.when, scope.beside, scope.root, scope.version)
}

function readVariants(
  name: string,
  input: Variants<Cases>,
  values: JsonParameters,
  scope: Reading,
  into: Record<string, unknown>,
): void {
  const chosen = asText(values[name] ?? input.extra.default ?? Object.keys(input.cases)[0])
  const chosenCase = Object.hasOwn(input.cases, chosen) ? input.cases[chosen] : undefined
  if (!chosenCase) throw unknownVariant(input.label, chosen, Object.keys(input.cases))
  into[name] = chosen
  for (const [member, one] of entriesOf(chosenCase.input)) readInput(member, one, values, scope, into)
}

function readSwitched(
  name: string,
  input: Switched<Inputs>,
  values: JsonParameters,
  scope: Reading,
  into: Record<string, unknown>,
): void {
  const state =
    values[name] === undefined ? input.extra.default === true : values[name] === true || values[name] === 'true'
  into[name] = state
  if (state !== input.on) return
  for (const [member, one] of entriesOf(input.input)) readInput(member, one, values, scope, into)
}

/** An object that stands where a name belongs is shown as it is written. */
function asText(value: unknown): string {
  return typeof value === 'object' ? (JSON.stringify(value) ?? '') : String(value)
}

function unknownVariant(label: string, chosen: string, names: readonly string[]): Error {
  return refuse(`The parameter "${label}" is "${chosen}", but one of ${names.join(', ')} is needed.`, {
    code: 'parameter_wrong',
    retry: 'no',
  })
}
