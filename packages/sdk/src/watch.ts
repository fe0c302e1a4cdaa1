/**
 * Triggers that look for what happens elsewhere: by asking now and then (`poll`), or by listening all the time
 * (`watch`). They run in a process of their own, so what strangers send is never read where HTTP is served.
 */
import type { HttpRequest, StreamedResponse } from './http.ts'
import type { Item } from './item.ts'
import type { JsonObject } from './json.ts'
import type { Machine } from './machine.ts'
import type { Network } from './network.ts'
import type { ScheduleRule, TriggerContext } from './node-type.ts'
import type { Files, Http, Tables } from './run-context.ts'

/** What such a trigger may touch: a run's ways out, and a memory over executions. */
export interface WatchContext extends TriggerContext {
  /** Nothing is to be looked for any more: the workflow is not published any longer, or was published anew. */
  readonly signal: AbortSignal
  readonly http: Http & {
    /** Sends a request whose answer goes on for as long as there is something to tell. */
    stream(request: HttpRequest): Promise<StreamedResponse>
  }
  readonly network: Network
  readonly machine: Machine
  credential<T>(type: string, use: (fields: JsonObject) => Promise<T>): Promise<T>
  hasCredential(type: string): boolean
  /** What was seen before, kept with the workflow. */
  readonly tables: Tables
  /** What the node noted in the workflow's static data, as documents carry it; empty where it noted nothing. */
  staticData(): Promise<JsonObject>
  /** Notes other data instead. By hand nothing is to be noted. */
  keepStaticData(data: JsonObject): Promise<void>
  /**
   * Begins an execution with the items that `make` gives; where it gives none, nothing begins. Resolves once the event
   * is on disk: only then may it be forgotten where it came from. What comes again under a `key` within a day begins
   * nothing.
   */
  begin(make: (files: Files) => Promise<readonly Item[]>, key?: string): Promise<void>
}

export interface PollTrigger {
  /** When it looks. */
  rules(context: TriggerContext): readonly ScheduleRule[]
  /** Looks once, and begins an execution if there is something new. By hand there should be something to show. */
  poll(context: WatchContext): Promise<void>
}

export interface WatchTrigger {
  /**
   * Listens until the signal. When it ends before that, or fails, it is called again after a while that grows.
   * By hand it begins one execution, and is stopped.
   */
  watch(context: WatchContext): Promise<void>
}
