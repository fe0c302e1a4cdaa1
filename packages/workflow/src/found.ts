/**
 * What an imported document said that the document in memory has no place for, so that an export equals
 * the import. Only the n8n door and the validator read it; edits carry it along.
 */
import type { Json } from '@millrace/sdk'

/** A field we read differently from how it stood, or that did not stand there at all. */
export interface Repair {
  readonly key: string
  /** As it stood; undefined: the key was missing. */
  readonly was?: Json
  /** As we write it. Once an edit makes this untrue, the repair is over. */
  readonly became?: Json
}

/** A piece of `connections` that is no edge, and its place: in the source's entry, kind, output, list. */
export interface Leftover {
  readonly at:
    | readonly []
    | readonly [kind: string]
    | readonly [kind: string, output: number]
    | readonly [kind: string, output: number, place: number]
  readonly value: Json
}

export interface FoundInNode {
  readonly repairs?: readonly Repair[]
  /** Empty outputs (`null`, `[]`), dangling and malformed connections that leave this node. */
  readonly connections?: readonly Leftover[]
}

export interface FoundInWorkflow {
  readonly repairs?: readonly Repair[]
  /** Entries of `nodes` that are no nodes, with their place. */
  readonly nodes?: readonly { readonly at: number; readonly value: Json }[]
  /** Entries of `connections` whose source does not exist. */
  readonly connections?: readonly { readonly source: string; readonly value: Json }[]
  /** Pinned data of nodes that do not exist, or that is no list of items. */
  readonly pinData?: readonly { readonly node: string; readonly value: Json }[]
}
