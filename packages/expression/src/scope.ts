/**
 * What an evaluation can see, supplied lazily by whoever evaluates (the engine, the editor, a test).
 *
 * A scope is asked only for what an expression mentions, so making one costs nothing: a class with the node run in one
 * field and `itemIndex` in another is enough. Everything it hands out is data of the execution and is never written
 * to. Item links (`$('X').item`, `itemMatching`, `pairedItem`) are walked by this package over `node(name)`.
 */

import type { Swallowed } from './error.ts'

/** A link of an item to the input item it came from. */
export interface ItemLink {
  readonly item: number
  readonly input?: number
  /** Where the item really came from, when that is not the run's own source (loops). */
  readonly sourceOverwrite?: Source
}

export interface ScopeItem {
  readonly json: unknown
  readonly binary?: Readonly<Record<string, unknown>>
  readonly pairedItem?: number | ItemLink | readonly (number | ItemLink)[] | null
  readonly [more: string]: unknown
}

/** Where the items of an input came from. Numbers left out are 0. */
export interface Source {
  readonly previousNode: string
  readonly previousNodeOutput?: number
  readonly previousNodeRun?: number
}

/** One run of a node. */
export interface ScopeRun {
  /** Per input; null for an input that got nothing, an empty list for a trigger. */
  readonly source: readonly (Source | null)[]
  /** Items per `main` output; null for an output that was given nothing. */
  output(index: number): readonly ScopeItem[] | null | undefined
  readonly outputCount: number
}

/** A node of the workflow as expressions see it. */
export interface ScopeNode {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly typeVersion: number
  readonly webhookId?: string
  readonly disabled?: boolean
  /** How often it ran in this execution; 0 when it did not. */
  readonly runCount: number
  run(index: number): ScopeRun | undefined
  /** Its pinned items, when pins count in this execution (manual runs); undefined when it has none. */
  pinned?(): readonly ScopeItem[] | undefined
  /** Parameters with the defaults of the type filled in, not resolved. */
  parameters(): Readonly<Record<string, unknown>>
  /** State that the node keeps for the length of the run (loops); created empty. */
  context(): Readonly<Record<string, unknown>>
}

export interface ScopeExecution {
  /** Undefined while the execution has no id yet. */
  readonly id?: string
  readonly resumeUrl?: string
  readonly resumeFormUrl?: string
  readonly customData?: CustomDataPort
}

/** Custom execution data: text by text key. */
export interface CustomDataPort {
  get(key: string): unknown
  all(): Readonly<Record<string, unknown>>
  set(key: string, value: unknown): void
}

export interface ScopeWorkflow {
  readonly id?: string
  readonly name?: string
  readonly active: boolean
}

export interface Scope {
  /** The node whose parameter is evaluated. */
  readonly current: ScopeNode
  readonly itemIndex: number
  readonly runIndex: number
  /** IANA zone of the workflow, e.g. `Europe/Berlin`. */
  readonly zone: string
  /** The real mode: `manual`, `trigger`, `webhook`, `integrated`, … */
  readonly mode: string
  readonly workflow: ScopeWorkflow
  /** Milliseconds since 1970: the injected clock. */
  now(): number
  /** Items of an input of this run; null when there is no execution or the input got nothing. */
  items(input: number): readonly ScopeItem[] | null
  /**
   * The place on the output before that an input item lies at: a number, undefined when nobody knows, null when it
   * stands for several. Left out, an input item lies where it stands in the input.
   */
  inputLink?(input: number, index: number): number | null | undefined
  /** Where each input came from; empty when there is no input. */
  sources(): readonly (Source | null)[]
  /** Another node by its exact name; undefined when the workflow has none of that name. */
  node(name: string): ScopeNode | undefined
  /** The output of the named node that leads (perhaps through other nodes) to the current one; undefined if none does. */
  outputTowards(name: string): number | undefined
  /** True when there is an execution in progress; false in a preview without data. */
  readonly executing: boolean
  /** This node's own parameters, resolved where they can be. Absent: `current.parameters()` resolved lazily. */
  parameters?(): Readonly<Record<string, unknown>>
  /** Members of the collection that the parameter sits in, for `$parameter["&name"]`. */
  siblings?(): Readonly<Record<string, unknown>>
  execution?(): ScopeExecution
  vars?(): Readonly<Record<string, unknown>>
  /** Environment variables the administrator allows; absent: every read of `$env` fails. */
  env?(): Readonly<Record<string, string>>
  /** External secrets; only present in credential fields. */
  secrets?(): Readonly<Record<string, unknown>>
  /** Credential fields seen from a credential's own expressions. */
  credentials?(): Readonly<Record<string, unknown>>
  /** Further top-level names, with their `$`: `$response`, `$request`, `$pageCount`, `$tool`, … */
  readonly extra?: Readonly<Record<string, unknown>>
  /** The workflow keeps files among the fields (`settings.binaryMode: combined`): items are shown as their data alone. */
  readonly combinedBinary?: boolean
  /** Told of the JavaScript errors that gave undefined, where the workflow's expressions are strict. */
  warn?(swallowed: Swallowed, text: string): void
  /** Show objects in text as `[Object: …]` (display mode). */
  readonly objectsAsText?: boolean
}

/**
 * A scope over plain values, for tests, previews and tools: `dataScope({ items: [{ json: { a: 1 } }] })`.
 * Anything can be replaced: `dataScope({ items, zone: 'Europe/Berlin', vars: () => ({ a: '1' }) })`.
 */
export function dataScope(given: Partial<Scope> & { readonly input?: readonly ScopeItem[] } = {}): Scope {
  const { input, ...rest } = given
  return {
    current: emptyNode('Node'),
    itemIndex: 0,
    runIndex: 0,
    zone: 'UTC',
    mode: 'manual',
    workflow: { active: false },
    now: () => Date.now(),
    items: (index) => (index === 0 ? (input ?? null) : null),
    sources: () => [],
    node: () => undefined,
    outputTowards: () => undefined,
    executing: input !== undefined,
    ...rest,
  }
}

/** The same scope seen from another item. */
export function atItem(scope: Scope, itemIndex: number): Scope {
  return itemIndex === scope.itemIndex
    ? scope
    : (Object.create(scope, { itemIndex: { value: itemIndex, enumerable: true } }) as Scope)
}

/** A node that never ran and has no parameters. */
export function emptyNode(name: string): ScopeNode {
  return {
    id: '',
    name,
    type: '',
    typeVersion: 1,
    runCount: 0,
    run: () => undefined,
    parameters: () => ({}),
    context: () => ({}),
  }
}
