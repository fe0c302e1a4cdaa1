/**
 * A contract says everything both sides of a route must agree on: address, what is asked, what is answered.
 * The server serves it, the client calls it, and the OpenAPI document is printed from it; so a change that
 * one side forgot does not compile. Who may call a route is the server's business and not part of this.
 */
import * as z from 'zod'

// Schemas are interpreted, not compiled to source text: no policy that forbids evaluation is even probed.
z.config({ jitless: true })

export interface Parts {
  readonly params?: z.ZodType
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  readonly answer: z.ZodType
}

export interface Address {
  /** What documentation and errors call it: `listWorkflows`. */
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With `:name` segments, which `params` reads. */
  readonly path: `/${string}`
  /** One sentence for the reference. */
  readonly about: string
  /** The status of success; left out, 200. */
  readonly status?: 200 | 201 | 204
}

export type Contract<P extends Parts = Parts> = Address & P

/** What the server's handler gets: every part as its schema read it. */
export type Asked<C extends Parts> = {
  readonly [K in 'params' | 'query' | 'body']: C[K] extends z.ZodType ? z.output<C[K]> : undefined
}

type Written<C extends Parts> = {
  readonly [K in 'params' | 'query' | 'body' as C[K] extends z.ZodType ? K : never]: C[K] extends z.ZodType
    ? z.input<C[K]>
    : never
}

type AllOptional<T> = { readonly [K in keyof T as object extends T[K] ? never : K]: T[K] } & {
  readonly [K in keyof T as object extends T[K] ? K : never]?: T[K]
}

/** What a caller gives: the declared parts; one whose members are all optional may be left out. */
export type Given<C extends Parts> = AllOptional<Written<C>>

export type Answer<C extends Parts> = z.output<C['answer']>

/** Declares a contract; keeps the exact types of its parts. */
export function contract<P extends Parts>(address: Address, parts: P): Contract<P> {
  return { ...address, ...parts }
}
