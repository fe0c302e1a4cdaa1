/**
 * What a server says to the process in which triggers look for what happens elsewhere, and what that says back. Asks
 * and their answers are those of runners (`runner/protocol.ts`), with two more: `watch.execution` gives the id that
 * files of an execution to come are kept under, `watch.start` begins it.
 */
import type { Json } from '@millrace/sdk'
import type { FromRunner, ToRunner, WireError } from '../runner/protocol.ts'

/** A trigger to look with, and the workflow it belongs to. */
export interface Watched {
  readonly workflow: string
  readonly version: string
  readonly project: string
  /** The trigger's id. */
  readonly node: string
  readonly document: Json
  readonly zone: string
  readonly active: boolean
  /** For somebody who waits for what it finds first. */
  readonly manual: boolean
  readonly variables: Readonly<Record<string, string>>
}

export type ToWatcher =
  /** Looks: once with a trigger that polls, until it is told to stop with one that watches. */
  | { readonly do: 'look'; readonly watch: number; readonly with: Watched }
  | { readonly do: 'stop'; readonly watch: number }
  | Extract<ToRunner, { readonly do: 'reply' | 'refuse' | 'end' }>

export type FromWatcher =
  | Extract<FromRunner, { readonly do: 'ask' }>
  /** A look ended; one that failed comes back by itself where it is a watch. */
  | { readonly do: 'looked'; readonly watch: number; readonly error?: WireError; readonly again?: boolean }
