/**
 * The live connection, shared by everything in this tab. It is opened when something is first followed and
 * comes back by itself: each execution is followed again from the last event that was folded (L1), so a lost
 * connection costs time and nothing else.
 */
import { type JournalLine, type LiveNotice, type LiveRequest, type Passing, liveNotice, livePath } from '@millrace/api'
import type { ExecutionStatus } from '@millrace/api'

export interface Follower {
  readonly events: (events: readonly JournalLine[], status: ExecutionStatus) => void
  readonly passing: (message: Passing) => void
  /** The last event folded, -1 before the first. */
  readonly after: () => number
}

type Watcher = (notice: LiveNotice) => void

const longestPause = 10_000
const mostRefusals = 8

export class LiveConnection {
  readonly #open: () => WebSocket
  readonly #followers = new Map<string, Follower>()
  readonly #watchers = new Map<string, Set<Watcher>>()
  readonly #refusals = new Map<string, number>()
  #socket: WebSocket | undefined
  #pause = 250
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(open: () => WebSocket) {
    this.#open = open
  }

  /** Folds an execution's events as they come; returns the way to stop. */
  follow(execution: string, follower: Follower): () => void {
    this.#followers.set(execution, follower)
    this.#send({ type: 'follow', execution, after: follower.after() })
    return () => {
      if (this.#followers.get(execution) !== follower) return
      this.#followers.delete(execution)
      this.#send({ type: 'unfollow', execution })
    }
  }

  /** Hears what happens to a workflow: saves of other tabs, publications, executions that begin and end. */
  watch(workflow: string, watcher: Watcher): () => void {
    const watchers = this.#watchers.get(workflow) ?? new Set()
    this.#watchers.set(workflow, watchers.add(watcher))
    if (watchers.size === 1) this.#send({ type: 'watch', workflow })
    return () => {
      watchers.delete(watcher)
      if (watchers.size > 0) return
      this.#watchers.delete(workflow)
      this.#send({ type: 'unwatch', workflow })
    }
  }

  #send(request: LiveRequest): void {
    if (!this.#socket) this.#connect()
    else if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(request))
  }

  #connect(): void {
    clearTimeout(this.#timer)
    const socket = this.#open()
    this.#socket = socket
    socket.onopen = () => {
      this.#pause = 250
      for (const [execution, follower] of this.#followers) {
        this.#send({ type: 'follow', execution, after: follower.after() })
      }
      for (const workflow of this.#watchers.keys()) this.#send({ type: 'watch', workflow })
    }
    socket.onmessage = (message) => this.#receive(message.data)
    socket.onclose = () => {
      this.#socket = undefined
      if (this.#followers.size + this.#watchers.size === 0) return
      this.#timer = setTimeout(() => this.#connect(), this.#pause)
      this.#pause = Math.min(this.#pause * 2, longestPause)
    }
  }

  /** A run is announced a moment before its journal can be read: it is asked for again, a few times. */
  #followLater(execution: string): void {
    const follower = this.#followers.get(execution)
    const tries = (this.#refusals.get(execution) ?? 0) + 1
    if (!follower || tries > mostRefusals) return
    this.#refusals.set(execution, tries)
    setTimeout(() => {
      if (this.#followers.get(execution) === follower) {
        this.#send({ type: 'follow', execution, after: follower.after() })
      }
    }, tries * 200)
  }

  #receive(data: unknown): void {
    if (typeof data !== 'string') return
    const notice = liveNotice.parse(JSON.parse(data))
    switch (notice.type) {
      case 'events':
        this.#followers.get(notice.execution)?.events(notice.events, notice.status)
        return
      case 'live':
        this.#followers.get(notice.execution)?.passing(notice.message)
        return
      case 'refused':
        this.#followLater(notice.about)
        for (const watcher of this.#watchers.get(notice.about) ?? []) watcher(notice)
        return
      case 'saved':
      case 'published':
      case 'deleted':
      case 'started':
      case 'ended':
      case 'listeningEnded':
        for (const watcher of this.#watchers.get(notice.workflow) ?? []) watcher(notice)
    }
  }
}

export const live = new LiveConnection(() => {
  const { protocol, host } = location
  return new WebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}${livePath}`)
})
