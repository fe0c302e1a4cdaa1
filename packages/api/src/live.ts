/**
 * The live connection: one WebSocket per editor at `/rest/live`, JSON text both ways.
 *
 *   L1  `follow` answers with every event after `after` (-1: all), then with each new one; seq has no gaps. After a
 *       lost connection the client follows again from the last seq it folded, so nothing is missed.
 *   L2  `live` messages (a node started, a console line) are not journalled and may be lost. Who follows late is told
 *       the latest start of each node once more, maybe of runs whose end the events tell.
 *   L3  `watch` announces what others do to a workflow: saves, publications, executions that start or end.
 */
import type { Json } from '@millrace/sdk'
import * as z from 'zod'
import { executionStatus, journalLine } from './executions.ts'
import { id } from './values.ts'

export const livePath = '/rest/live'

export const liveRequest = z.discriminatedUnion('type', [
  z.object({ type: z.literal('follow'), execution: id, after: z.number().int() }),
  z.object({ type: z.literal('unfollow'), execution: id }),
  z.object({ type: z.literal('watch'), workflow: id }),
  z.object({ type: z.literal('unwatch'), workflow: id }),
])
export type LiveRequest = z.output<typeof liveRequest>

const place = { node: z.string(), run: z.number() }

/** What is worth showing at once and not worth keeping. */
export const passing = z.discriminatedUnion('type', [
  z.object({ type: z.literal('nodeStarted'), ...place, at: z.number(), attempt: z.number() }),
  z.object({ type: z.literal('progress'), ...place, done: z.number(), total: z.number() }),
  z.object({ type: z.literal('console'), ...place, line: z.string() }),
  z.object({ type: z.literal('chunk'), node: z.string(), value: z.custom<Json>((value) => value !== undefined) }),
])
export type Passing = z.output<typeof passing>

export const liveNotice = z.discriminatedUnion('type', [
  z.object({ type: z.literal('events'), execution: id, events: z.array(journalLine), status: executionStatus }),
  z.object({ type: z.literal('live'), execution: id, message: passing }),
  /** The draft was saved; `tab` is the one that did it. */
  z.object({ type: z.literal('saved'), workflow: id, revision: z.number(), tab: z.string().nullable() }),
  z.object({ type: z.literal('published'), workflow: id, version: z.string().nullable() }),
  z.object({ type: z.literal('deleted'), workflow: id }),
  /** An execution of a watched workflow began (by hand, or by the test event that was listened for). */
  z.object({ type: z.literal('started'), workflow: id, execution: id, mode: z.string() }),
  z.object({ type: z.literal('ended'), workflow: id, execution: id, status: executionStatus }),
  /** Listening for a test event is over without one. */
  z.object({ type: z.literal('listeningEnded'), workflow: id }),
  /** A request could not be followed: unknown execution or workflow. */
  z.object({ type: z.literal('refused'), about: id, code: z.string(), message: z.string() }),
])
export type LiveNotice = z.output<typeof liveNotice>
