/**
 * Who watches what, and what they are told. One hub per server; a connection is one editor tab.
 *
 * A follower must see every event once and in order, although it joins while the execution writes. So events are
 * never handed around: a write only says that there is more, and each follower reads on from the last event it was
 * sent, one read at a time. Who joins late is also told which nodes are at work; of those that have ended since, the
 * events say so.
 */
import { liveRequest, type LiveNotice, type LiveRequest, type Passing } from '@millrace/api'
import type { ExecutionStatus } from '@millrace/engine'
import type { Principal, Store } from '@millrace/store'

export interface LiveHubOptions {
  readonly store: Pick<Store, 'executions' | 'workflows'>
  /** Whether an execution runs that may not be in the database yet. */
  readonly isActive: (principal: Principal, execution: string) => boolean
  readonly onFault: (fault: unknown) => void
}

export interface LiveConnection {
  receive(text: string): void
  close(): void
}

/** A notice about a workflow, for those who watch it. */
export type WorkflowNotice = Extract<LiveNotice, { readonly workflow: string }>

interface Follower {
  readonly peer: Peer
  /** The last event that was sent. */
  seq: number
  status: ExecutionStatus
  /** Whether a read is under way, and whether there is more since it began. */
  reading: boolean
  more: boolean
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
  /** The latest start of each node, of executions that go on. */
  readonly #starts = new Map<string, Map<string, Passing>>()

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
        if (request) this.#handle(peer, request).catch(this.#options.onFault)
      },
      close: () => {
        for (const execution of peer.followed) this.#unfollow(peer, execution)
        for (const workflow of peer.watched) this.#unwatch(peer, workflow)
      },
    }
  }

  announce(notice: WorkflowNotice): void {
    for (const peer of this.#watchers.get(notice.workflow) ?? []) peer.send(notice)
  }

  /** There are new events on disk. */
  written(execution: string, status: ExecutionStatus): void {
    if (status !== 'new' && status !== 'running') this.#starts.delete(execution)
    for (const follower of this.#followers.get(execution) ?? []) {
      follower.status = status
      void this.#readOn(execution, follower)
    }
  }

  passing(execution: string, message: Passing): void {
    if (message.type === 'nodeStarted') {
      const starts = this.#starts.get(execution) ?? new Map<string, Passing>()
      this.#starts.set(execution, starts.set(message.node, message))
    }
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
    const follower: Follower = { peer, seq: after, status: 'running', reading: false, more: false }
    const others = this.#followers.get(execution) ?? new Set()
    this.#followers.set(execution, others.add(follower))
    peer.followed.add(execution)

    const summary = await this.#options.store.executions.get(peer.principal, execution)
    if (!summary && !this.#options.isActive(peer.principal, execution)) {
      this.#unfollow(peer, execution)
      return refuse(peer, execution)
    }
    if (summary) {
      follower.status = summary.status
      await this.#readOn(execution, follower)
    }
    for (const message of this.#starts.get(execution)?.values() ?? []) peer.send({ type: 'live', execution, message })
  }

  async #readOn(execution: string, follower: Follower): Promise<void> {
    follower.more = true
    if (follower.reading) return
    follower.reading = true
    try {
      while (follower.more && follower.peer.followed.has(execution)) {
        follower.more = false
        const { peer, seq } = follower
        const events = [...(await this.#options.store.executions.events(peer.principal, execution, seq))]
        follower.seq = events.at(-1)?.seq ?? seq
        follower.more ||= events.length === PAGE
        peer.send({ type: 'events', execution, events, status: follower.status })
      }
    } catch (error) {
      this.#options.onFault(error)
    } finally {
      follower.reading = false
    }
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
