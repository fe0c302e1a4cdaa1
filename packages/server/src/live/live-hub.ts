/**
 * Who watches what, and what they are told. One hub per server; a connection is one editor tab.
 *
 * A follower must see every event once and in order, although it joins while the execution writes. So it is entered
 * first, what arrives from then on is held back while the journal so far is read, and then only what is newer is sent.
 */
import { liveRequest, type JournalLine, type LiveNotice, type LiveRequest, type Passing } from '@millrace/api'
import type { ExecutionStatus } from '@millrace/engine'
import type { Principal, Store } from '@millrace/store'

export interface LiveHubOptions {
  readonly store: Pick<Store, 'executions' | 'workflows'>
  /** Whether an execution runs that may not be in the database yet. */
  readonly isActive: (principal: Principal, execution: string) => boolean
}

export interface LiveConnection {
  receive(text: string): void
  close(): void
}

/** A notice about a workflow, for those who watch it. */
export type WorkflowNotice = Extract<LiveNotice, { readonly workflow: string }>

interface Follower {
  readonly peer: Peer
  seq: number
  /** What arrived while the past was being read; null once caught up. */
  held: JournalLine[] | null
}

interface Peer {
  readonly principal: Principal
  send(notice: LiveNotice): void
  readonly followed: Set<string>
  readonly watched: Set<string>
}

const MAX_INTERESTS = 200

export class LiveHub {
  readonly #options: LiveHubOptions
  readonly #followers = new Map<string, Set<Follower>>()
  readonly #watchers = new Map<string, Set<Peer>>()

  constructor(options: LiveHubOptions) {
    this.#options = options
  }

  connect(principal: Principal, send: (text: string) => void): LiveConnection {
    const peer: Peer = {
      principal,
      send: (notice) => send(JSON.stringify(notice)),
      followed: new Set(),
      watched: new Set(),
    }
    return {
      receive: (text) => {
        const request = readRequest(text)
        if (request) void this.#handle(peer, request)
      },
      close: () => {
        for (const execution of peer.followed) this.#unfollow(peer, execution)
        for (const workflow of peer.watched) this.#unwatch(peer, workflow)
      },
    }
  }

  /** Whether anybody would see this execution's events: who produces them asks first. */
  isFollowed(execution: string): boolean {
    return this.#followers.has(execution)
  }

  announce(notice: WorkflowNotice): void {
    for (const peer of this.#watchers.get(notice.workflow) ?? []) peer.send(notice)
  }

  /** Events that are on disk now. */
  appended(execution: string, events: readonly JournalLine[], status: ExecutionStatus): void {
    for (const follower of this.#followers.get(execution) ?? []) {
      if (follower.held) follower.held.push(...events)
      else sendNew(follower, execution, events, status)
    }
  }

  passing(execution: string, message: Passing): void {
    for (const { peer } of this.#followers.get(execution) ?? []) peer.send({ type: 'live', execution, message })
  }

  async #handle(peer: Peer, request: LiveRequest): Promise<void> {
    switch (request.type) {
      case 'follow':
        return this.#follow(peer, request.execution, request.after)
      case 'unfollow':
        return this.#unfollow(peer, request.execution)
      case 'watch':
        return this.#watch(peer, request.workflow)
      case 'unwatch':
        return this.#unwatch(peer, request.workflow)
    }
  }

  async #follow(peer: Peer, execution: string, after: number): Promise<void> {
    if (peer.followed.size >= MAX_INTERESTS) return refuse(peer, execution)
    this.#unfollow(peer, execution)
    const follower: Follower = { peer, seq: after, held: [] }
    const others = this.#followers.get(execution) ?? new Set()
    this.#followers.set(execution, others.add(follower))
    peer.followed.add(execution)

    const { executions } = this.#options.store
    const summary = await executions.get(peer.principal, execution)
    if (!summary && !this.#options.isActive(peer.principal, execution)) {
      this.#unfollow(peer, execution)
      return refuse(peer, execution)
    }
    const past: JournalLine[] = []
    if (summary) {
      for (let from = after; ; from = past.at(-1)?.seq ?? from) {
        const events = await executions.events(peer.principal, execution, from)
        past.push(...events)
        if (events.length < PAGE) break
      }
    }
    const held = follower.held ?? []
    follower.held = null
    const ended = [...past, ...held].some(({ event }) => event.type === 'executionEnded')
    sendNew(
      follower,
      execution,
      [...past, ...held],
      summary && (ended || held.length === 0) ? summary.status : 'running',
    )
  }

  #unfollow(peer: Peer, execution: string): void {
    peer.followed.delete(execution)
    const followers = this.#followers.get(execution)
    if (!followers) return
    for (const follower of followers) if (follower.peer === peer) followers.delete(follower)
    if (followers.size === 0) this.#followers.delete(execution)
  }

  async #watch(peer: Peer, workflow: string): Promise<void> {
    if (peer.watched.size >= MAX_INTERESTS) return refuse(peer, workflow)
    if (!(await this.#options.store.workflows.get(peer.principal, workflow))) return refuse(peer, workflow)
    const peers = this.#watchers.get(workflow) ?? new Set()
    this.#watchers.set(workflow, peers.add(peer))
    peer.watched.add(workflow)
  }

  #unwatch(peer: Peer, workflow: string): void {
    peer.watched.delete(workflow)
    const peers = this.#watchers.get(workflow)
    peers?.delete(peer)
    if (peers?.size === 0) this.#watchers.delete(workflow)
  }
}

/** As many events as the store gives at once. */
const PAGE = 1000

function sendNew(follower: Follower, execution: string, lines: readonly JournalLine[], status: ExecutionStatus): void {
  const events = lines.filter((line) => line.seq > follower.seq)
  follower.seq = events.at(-1)?.seq ?? follower.seq
  follower.peer.send({ type: 'events', execution, events, status })
}

function refuse(peer: Peer, about: string): void {
  peer.send({ type: 'refused', about, code: 'not_found', message: 'This does not exist, or too much is followed.' })
}

function readRequest(text: string): LiveRequest | undefined {
  try {
    return liveRequest.safeParse(JSON.parse(text)).data
  } catch {
    // Not ours; a peer that speaks otherwise hears nothing.
    return undefined
  }
}
