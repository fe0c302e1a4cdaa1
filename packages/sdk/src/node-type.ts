import type { Condition } from './condition.ts'
import type { DatasetTrigger } from './dataset.ts'
import type { Effect } from './effect.ts'
import type { Item } from './item.ts'
import type { JsonObject } from './json.ts'
import type { ItemResult, Outcome } from './outcome.ts'
import type { PortRule } from './ports.ts'
import type { Property } from './property.ts'
import type { RunContext } from './run-context.ts'
import type { Supply } from './supply.ts'
import type { PollTrigger, WatchTrigger } from './watch.ts'
import type { Hook, Received, WebhookRequest, WebhookResponse } from './webhook.ts'

/**
 * Everything about a node type that is data: what forms, the canvas, the validator, the documentation and
 * a language model read. The editor gets this as JSON and never a node's code.
 */
export interface NodeDescription {
  /** As in memory: `httpRequest`, `ai.agent`. */
  readonly type: string
  readonly name: string
  /** The name a new node gets; numbered when taken. */
  readonly defaultName: string
  readonly about: string
  /** `lucide:<name>`, or `file:<svg text is served by the catalog>`. */
  readonly icon: string
  readonly category: Category
  /** Words people search for besides the name. */
  readonly aliases?: readonly string[]
  readonly versions: readonly number[]
  readonly defaultVersion: number
  readonly properties: readonly Property[]
  readonly inputs: readonly PortRule[]
  readonly outputs: readonly PortRule[]
  readonly credentials: readonly CredentialUse[]
  /** The second line on the card: words with `{parameter}` places, the first whose condition holds. */
  readonly summary?: readonly { readonly text: string; readonly when?: Condition }[]
  /** How the node is started, if it starts executions. */
  readonly trigger?:
    | 'manual'
    | 'webhook'
    | 'schedule'
    | 'poll'
    | 'watch'
    | 'workflow'
    | 'error'
    | 'form'
    | 'chat'
    | 'event'
    | 'dataset'
  /** Whether a node with several inputs runs with one of them or waits for all. Default: one. */
  readonly needs?: readonly {
    readonly inputs: 'one' | 'all'
    readonly when?: Condition
    readonly versions?: readonly number[]
  }[]
  /**
   * Where an item goes that failed while the node is told to continue, and as what: its input with or
   * without the error, or only the error; `unlinked` errors belong to no input item. Where the node has an output
   * for failures, errors go there. Default: output 0, `error`, linked. `nothing`: it is left out, and a hint says so.
   */
  readonly failedItems?:
    | { readonly output: number; readonly as: 'input' | 'error'; readonly unlinked?: true }
    | { readonly as: 'nothing' }
  /** Not part of the flow at all (sticky notes). */
  readonly annotation?: boolean
  /** Supplies a capability to the node it is attached to instead of running in the flow. */
  readonly supplies?: boolean
  /** Gives the answer to the execution's caller; a trigger in mode `responseNode` needs one behind it. */
  readonly answersCaller?: boolean
  /**
   * When it shows pages at the execution's form address (`{}`: always): a form in front of it sends its visitors
   * there.
   */
  readonly continuesForm?: Condition
  /** The setting by which an administrator opens what it reaches on the server: off, the node refuses to run. */
  readonly openedBy?: string
  /** Belongs to no palette: superseded, but documents have it. */
  readonly hidden?: boolean
  /** Known by its parameters only, so that documents keep them: it cannot run yet. */
  readonly unavailable?: boolean
}

export type Category = 'trigger' | 'flow' | 'data' | 'web' | 'files' | 'code' | 'app' | 'ai' | 'note'

export interface CredentialUse {
  readonly type: string
  readonly required: boolean
  readonly when?: Condition
  readonly versions?: readonly number[]
}

/** A node type: its description and what it does. Engine and server ask this, never the type's name. */
export interface NodeType {
  readonly description: NodeDescription
  /** How strongly these parameters act on the world outside. */
  effect(parameters: JsonObject, version: number): Effect
  /** What the node does in the flow; undefined for triggers that only start, notes and sub-nodes. */
  readonly operation?: (parameters: JsonObject, version: number) => Operation
  /** What it gives to the node it is attached to. */
  readonly supply?: (parameters: JsonObject, version: number) => Supply
  readonly trigger?: Trigger
  /**
   * How the address is answered at which it waits for a call or a form. It is a webhook like any other, whose
   * `path` is the suffix of the address, and whose parameters are what the node gave as `answer` when it began to wait.
   */
  readonly resume?: WebhookTrigger
  /** Dynamic choices for forms, by the names properties refer to. */
  readonly lookups?: Readonly<Record<string, Lookup>>
}

/**
 * How an operation is performed: per item (the engine loops, retries, continues and links), or on the
 * whole list (the node links what it builds).
 */
export type Operation =
  | { readonly per: 'item'; run(context: RunContext, item: Item, index: number): ItemResult | Promise<ItemResult> }
  | { readonly per: 'list'; run(context: RunContext): Outcome | Promise<Outcome> }

export type Trigger =
  | {
      readonly by: 'manual' | 'workflow' | 'error'
      /** The items of a run by hand, or those that were given. */
      start(context: TriggerContext, given: readonly Item[] | undefined): readonly Item[]
      /** Which runs of the last node give what goes back to the caller; left out, all of them. */
      returns?(context: TriggerContext): 'allRuns' | 'lastRun'
    }
  | { readonly by: 'webhook'; readonly webhook: WebhookTrigger }
  | { readonly by: 'schedule'; readonly schedule: ScheduleTrigger }
  | { readonly by: 'event'; readonly event: EventTrigger }
  | { readonly by: 'poll'; readonly poll: PollTrigger }
  | { readonly by: 'watch'; readonly watch: WatchTrigger }
  | { readonly by: 'dataset'; readonly dataset: DatasetTrigger }

/** What a trigger may read when it is published or fires. */
export interface TriggerContext {
  readonly node: {
    readonly id: string
    readonly name: string
    readonly type: string
    readonly version: number
    readonly webhookId?: string
  }
  readonly workflow: { readonly id: string; readonly name: string; readonly active: boolean }
  /**
   * Visible parameters with defaults. An expression is resolved, without items, when its member is read: one that
   * needs an item throws there, and leaves the others alone.
   */
  readonly parameters: JsonObject
  /** The same as stored: expressions are text that begins with `=`. */
  readonly rawParameters: JsonObject
  /**
   * One parameter by its path (`options.onlyRunIf`), resolved with `item` as the input.
   * @throws ExpressionError where it cannot be resolved
   */
  parameter(path: string, item: Item): unknown
  readonly zone: string
  readonly manual: boolean
  now(): Date
}

export interface WebhookTrigger {
  /** The addresses to listen on. */
  hooks(context: TriggerContext): readonly Hook[]
  /** The items a request becomes; runs in the server and must be quick. */
  receive(context: TriggerContext, request: WebhookRequest): Received | Promise<Received>
  /** The answer of `onReceived` mode, sent once the start is on disk. */
  accepted(context: TriggerContext, request: WebhookRequest): WebhookResponse
  /** The answer of `lastNode` mode, made from the items of the node that ran last. */
  answer(context: TriggerContext, lastItems: readonly Item[]): WebhookResponse
}

export interface ScheduleTrigger {
  /** Cron expressions (5 or 6 fields) in the workflow's zone, or intervals, one per rule. */
  rules(context: TriggerContext): readonly ScheduleRule[]
  start(context: TriggerContext): readonly Item[]
  /** What becomes of moments that passed while no server ran; left out, nothing. */
  missed?(context: TriggerContext): MissedMoments
}

export interface MissedMoments {
  /** Nothing, the last one of each rule, or the last one of all rules. */
  readonly run: 'none' | 'lastOfEach' | 'last'
  /** How late a moment is not missed yet, in milliseconds: it runs in any case. */
  readonly graceMs: number
}

export interface ScheduleRule {
  readonly cron: string
  /** Fire only every n-th time counted in this unit since the rule last fired. */
  readonly every?: {
    readonly unit: 'seconds' | 'minutes' | 'hours' | 'days' | 'weeks' | 'months'
    readonly count: number
  }
}

/** What happens to a workflow: it is published, published anew, or there when the server starts. */
export type WorkflowEvent = 'activate' | 'update' | 'init'

export interface EventTrigger {
  /** Those that start an execution. */
  events(context: TriggerContext): readonly WorkflowEvent[]
  /** The items of a start; without an event it is one by hand. */
  start(context: TriggerContext, event?: WorkflowEvent): readonly Item[]
}

/** What a list is found with: the form as it stands, without items, and what the node would have to find it. */
export interface LookupContext extends Pick<
  RunContext,
  'node' | 'rawParameters' | 'parameter' | 'signal' | 'dataTables' | 'credential' | 'network'
> {
  readonly workflows: Workflows
}

/** The workflows that whoever fills in the form may see. */
export interface Workflows {
  /** Those with a part of this text in their names, last changed first; `next` asks for the page behind. */
  find(
    name: string | undefined,
    page: string | undefined,
  ): Promise<{ readonly workflows: readonly { readonly id: string; readonly name: string }[]; readonly next?: string }>
  /** The draft of one; undefined where there is none. */
  document(id: string): Promise<JsonObject | undefined>
}

/** One page of choices for a form, made when a person opens the list. */
export type Lookup = (
  context: LookupContext,
  filter: string | undefined,
  page: string | undefined,
) => Promise<LookupPage>

export interface LookupPage {
  readonly choices: readonly {
    readonly value: string
    readonly label: string
    readonly help?: string
    /** Where a browser shows it: an address, or a path of the editor. */
    readonly url?: string
  }[]
  readonly next?: string
}
