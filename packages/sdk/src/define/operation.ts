/**
 * One thing a node does. It owns its inputs, and it is a described request, a function per item, or a
 * function on the whole list, whose input is that of its first item or each item's own. What `m.operation` gives back no longer shows the types of its inputs, so
 * operations of every kind lie in one record.
 */
import type { Condition } from '../condition.ts'
import type { Effect } from '../effect.ts'
import type { Item } from '../item.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Operation } from '../node-type.ts'
import { refuse } from '../node-error.ts'
import type { ItemResult, Outcome, Output } from '../outcome.ts'
import type { JsonParameters, RunContext } from '../run-context.ts'
import type { Inputs, Read } from './input.ts'
import { readInputs } from './read.ts'
import { effectOfRequest, type HttpManners, type Pages, performRequest, type RequestSpec } from './request.ts'

/** Where and when an operation is found in its node. */
interface OperationPlace<I extends Inputs> {
  /** The label in the list of operations. */
  readonly name?: string
  readonly about?: string
  /** The first and the last of the node's versions that have it. */
  readonly since?: number
  readonly until?: number
  /** For a node without a list of operations: the parameters that choose this one. */
  readonly when?: Condition
  /** Chosen when a new node starts with this resource; otherwise the first one is. */
  readonly preset?: boolean
  readonly input?: I
  /** What it does to the world outside; a described request says it by its method. */
  readonly effect?: Effect | ((parameters: JsonObject, version: number) => Effect)
}

/** What a function per item is given besides its typed input. */
export interface AtItem {
  readonly context: RunContext
  readonly item: Item
  readonly index: number
  readonly version: number
}

/** What a function on the whole list is given besides its typed input (resolved for the first item). */
export interface AtList<I extends Inputs> {
  readonly context: RunContext
  readonly version: number
  /** All items of an input, the first if not said otherwise. */
  items(input?: number): Promise<readonly Item[]>
  /** The typed input, resolved for another item. */
  inputAt(index: number): Read<I>
}

/** What a function on the list gives: items of output 0, of several outputs, or a full outcome. */
export type ListResult = readonly Item[] | { readonly outputs: readonly Output[] } | Outcome

interface PerItem<I extends Inputs> extends OperationPlace<I> {
  readonly per: 'item'
  run(input: Read<I>, at: AtItem): ItemResult | Promise<ItemResult>
}

interface PerList<I extends Inputs> extends OperationPlace<I> {
  readonly per: 'list'
  run(input: Read<I>, at: AtList<I>): ListResult | Promise<ListResult>
}

interface PerEach<I extends Inputs> extends OperationPlace<I> {
  readonly per: 'each'
  run(inputAt: (index: number) => Read<I>, at: AtList<I>): ListResult | Promise<ListResult>
}

interface Requesting<I extends Inputs> extends OperationPlace<I> {
  readonly per?: undefined
  request(input: Read<I>, at: Omit<AtItem, 'context'>): RequestSpec
  /** Where the items are in the answer, or which they are; left out, a list's entries or the whole object. */
  readonly items?: string | ((answer: Json, input: Read<I>) => readonly Json[])
  /** Whether it is a list that goes on: as the service's lists do, or in its own way. */
  readonly pages?: true | Pages
}

/** An operation whose parameters are known, so that documents are kept, but which cannot run yet. */
interface Unavailable<I extends Inputs> extends OperationPlace<I> {
  readonly per?: undefined
  readonly request?: undefined
  readonly unavailable: string
}

export interface OperationSpec extends Omit<OperationPlace<Inputs>, 'input'> {
  readonly input: Inputs
  readonly unavailable?: string
  bind(http: HttpManners | undefined, credential: (context: RunContext) => string | undefined): Operation
  effectOf(parameters: JsonObject, version: number): Effect
}

/** Declares an operation. */
export function operation<const I extends Inputs = Record<never, never>>(about: Described<I>): OperationSpec {
  const { name, about: text, since, until, when, preset } = about
  return {
    ...(name !== undefined && { name }),
    ...(text !== undefined && { about: text }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(when && { when }),
    ...(preset && { preset }),
    ...('unavailable' in about && { unavailable: about.unavailable }),
    input: about.input ?? {},
    bind: (http, credential) => bind(about, http, credential),
    effectOf: (parameters, version) => effectOfOperation(about, parameters, version),
  }
}

type Described<I extends Inputs> = PerItem<I> | PerList<I> | PerEach<I> | Requesting<I> | Unavailable<I>

function bind<I extends Inputs>(
  about: Described<I>,
  http: HttpManners | undefined,
  credential: (context: RunContext) => string | undefined,
): Operation {
  const input = typedInput(about.input)
  if (about.per === 'item') {
    return {
      per: 'item',
      run: (context, item, index) =>
        about.run(input(context, index), { context, item, index, version: context.node.version }),
    }
  }
  if (about.per === 'list' || about.per === 'each') {
    return {
      per: 'list',
      run: async (context) => {
        const at: AtList<I> = {
          context,
          version: context.node.version,
          items: async (one = 0) => (await context.inputs[one]?.all()) ?? [],
          inputAt: (index) => input(context, index),
        }
        return toOutcome(await (about.per === 'each' ? about.run(at.inputAt, at) : about.run(input(context, 0), at)))
      },
    }
  }
  if (about.request === undefined) {
    return {
      per: 'list',
      run: () => {
        throw refuse(about.unavailable, { code: 'operation_unavailable', retry: 'no' })
      },
    }
  }
  const { request, items, pages } = about
  return {
    per: 'item',
    run: (context, item, index) => {
      const values = input(context, index)
      const limit = limitIn(values)
      const chosen = credential(context)
      return performRequest(
        context,
        {
          http,
          spec: request(values, { item, index, version: context.node.version }),
          ...(items !== undefined && {
            items: typeof items === 'string' ? items : (answer: Json) => items(answer, values),
          }),
          ...(pages && { pages: pages === true ? http?.pages : pages }),
          ...(limit !== undefined && { limit }),
          ...(chosen !== undefined && { credential: chosen }),
        },
        index,
      )
    },
  }
}

/** The typed input of an item; parameters that no item changes are read once. */
function typedInput<I extends Inputs>(inputs: I | undefined): (context: RunContext, index: number) => Read<I> {
  const known = new WeakMap<JsonParameters, Read<I>>()
  return (context, index) => {
    const parameters = context.parameters(index)
    const before = known.get(parameters)
    if (before) return before
    const version = context.node.version
    const value = readInputs<I>(inputs ?? noInputs(), parameters, { version, root: parameters })
    known.set(parameters, value)
    return value
  }
}

function noInputs<I extends Inputs>(): I {
  // An operation that declares no inputs has the empty record as its type.
  return {} as I
}

/** How many items `paging()` asks for. */
function limitIn(values: object): number | undefined {
  if ('returnAll' in values && values.returnAll === true) return undefined
  return 'limit' in values && typeof values.limit === 'number' ? values.limit : undefined
}

function toOutcome(result: ListResult): Outcome {
  if ('kind' in result) return result
  return { kind: 'items', outputs: 'outputs' in result ? result.outputs : [result] }
}

function effectOfOperation<I extends Inputs>(about: Described<I>, parameters: JsonObject, version: number): Effect {
  if (typeof about.effect === 'function') return about.effect(parameters, version)
  if (about.effect) return about.effect
  if (about.per !== undefined || about.request === undefined) return 'pure'
  return effectOfMethod(about, parameters, version)
}

/** The effect that a request's method shows; where the input is not known before it runs, the careful one. */
function effectOfMethod<I extends Inputs>(about: Requesting<I>, parameters: JsonObject, version: number): Effect {
  try {
    const scope = { version, root: parameters }
    const input = readInputs<I>(about.input ?? noInputs(), parameters, scope)
    return effectOfRequest(about.request(input, { item: { json: {} }, index: 0, version }))
  } catch {
    return 'append'
  }
}
