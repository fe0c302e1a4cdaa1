import type { Item, ItemError } from './item.ts'
import type { Json, JsonObject } from './json.ts'
import type { WebhookResponse } from './webhook.ts'

/** What an output gives: a list of items, or null where the output was not given at all. */
export type Output = readonly Item[] | null

/**
 * What a run of a node comes to. `items` ends the run. `wait` and `call` suspend it: the engine journals
 * the reason and the node's own `state`, and enters `run` again with the answer (`context.entry`).
 */
export type Outcome =
  | {
      readonly kind: 'items'
      readonly outputs: readonly Output[]
      /** The node's state for the rest of this execution (a loop's cursor). */
      readonly state?: JsonObject
      /** The answer to the execution's caller (Respond to Webhook); the first one counts. */
      readonly response?: WebhookResponse
      /**
       * What the execution's form address shows when the execution has ended: data for the type's `resume`. The last
       * one counts.
       */
      readonly ending?: JsonObject
      readonly hints?: readonly string[]
    }
  | {
      readonly kind: 'wait'
      readonly for: WaitReason
      readonly state?: JsonObject
      readonly response?: WebhookResponse
    }
  | {
      readonly kind: 'call'
      readonly calls: readonly WorkflowCall[]
      readonly wait: boolean
      readonly state?: JsonObject
      /** What has failed so far: a node that is not told to continue ends with it, and calls no more. */
      readonly failed?: ItemError
    }

export type WaitReason =
  /** Until a moment, milliseconds since 1970. */
  | { readonly by: 'time'; readonly until: number }
  /** Until a signed address of this execution is called; `until` limits the wait. */
  | {
      readonly by: 'webhook' | 'form'
      readonly methods: readonly string[]
      readonly suffix?: string
      readonly until?: number
      /** How the address answers, as the node's own data. */
      readonly answer: JsonObject
    }

/** A workflow to run as a part of this execution. */
export interface WorkflowCall {
  readonly workflow: { readonly id: string } | { readonly document: Json }
  readonly items: readonly Item[]
  /** Which of the caller's input items this call belongs to; left out, all of them. */
  readonly itemIndex?: number
}

/** How a call ended: the outputs of the last node, or its failure. */
export type WorkflowCallResult =
  | { readonly ok: true; readonly executionId: string; readonly outputs: readonly Output[] }
  | { readonly ok: false; readonly executionId?: string; readonly message: string; readonly error: JsonObject }

/** Why `run` was entered. */
export type Entry =
  | { readonly by: 'input' }
  | { readonly by: 'time' }
  | { readonly by: 'webhook' | 'form'; readonly items: readonly Item[] }
  /** How the calls ended: all that this run of the node has made, in order. */
  | { readonly by: 'call'; readonly results: readonly WorkflowCallResult[] }

/**
 * What an operation on one item gives: one item, several, none, or items on chosen outputs. More than memory should
 * hold are given one after the other, as they are read.
 */
export type ItemResult = Item | readonly Item[] | null | { readonly outputs: readonly Output[] } | AsyncIterable<Item>
