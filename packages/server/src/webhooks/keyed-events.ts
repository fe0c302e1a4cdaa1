/**
 * Events with a key. Where a webhook says so, an event that comes under the `Idempotency-Key` of one of the last day
 * begins nothing, and whoever sent it gets the answer that the first one got.
 *
 *   K1  A key is on disk with its event, in one transaction: there is no key without an event, nor a second event.
 *   K2  The answer is on disk with what it is of, before it leaves.
 *   K3  Who calls while the first event is being worked on waits for its answer, or, where that cannot be waited for
 *       any more (the server was started again), is told to come back.
 */
import type { IncomingMessage } from 'node:http'
import type { WebhookResponse } from '@millrace/sdk'
import { type BegunUnderKey, type EventKey, type Store, systemPrincipal } from '@millrace/store'
import type { CallerWatch } from '../executions/caller-watch.ts'
import type { LiveHook } from './live-hook.ts'
import { HookRefusal, refusals } from './webhook-problem.ts'

/** What the first event under a key came to. */
export interface FirstAnswer {
  readonly execution: string
  readonly response: WebhookResponse
}

/** Longer keys are no keys. */
const LONGEST = 255
const system = systemPrincipal('keyed events')

/**
 * The key of an event; undefined where the webhook takes none, or the caller sent none.
 * @throws HookRefusal for what cannot be a key
 */
export function keyOfEvent({ headers }: IncomingMessage, { node, workflow, hook }: LiveHook): EventKey | undefined {
  const given = headers['idempotency-key']
  // What is answered line by line cannot be answered so again.
  if (!node.own.idempotency || given === undefined || hook.responseMode === 'streaming') return undefined
  const key = Array.isArray(given) ? given.join(',') : given
  if (key === '' || key.length > LONGEST) throw refusals.badKey(LONGEST)
  return { workflow, node: node.id, key }
}

export interface KeyedEventsOptions {
  readonly store: Pick<Store, 'webhookKeys' | 'executions'>
  readonly now: () => number
}

export class KeyedEvents {
  readonly #options: KeyedEventsOptions
  readonly #open = new Map<string, Promise<FirstAnswer | undefined>>()

  constructor(options: KeyedEventsOptions) {
    this.#options = options
  }

  /**
   * What the first event under this key was answered; undefined where there is none.
   * @throws HookRefusal where there is one without an answer
   */
  async first(of: EventKey): Promise<FirstAnswer | undefined> {
    const open = await this.#open.get(nameOf(of))
    if (open !== undefined) return open
    const { store, now } = this.#options
    const found = await store.webhookKeys.find(of, now())
    if (found === undefined) return undefined
    if (found.answer !== null) return { execution: found.execution, response: found.answer }
    throw await this.#unanswered(found)
  }

  async #unanswered({ execution }: BegunUnderKey): Promise<HookRefusal> {
    const summary = await this.#options.store.executions.get(system, execution)
    return summary !== undefined && summary.endedAt !== null ? refusals.keyUnanswered() : refusals.keyOpen()
  }

  /**
   * Watches the first event under a key, so that others may wait for its answer; `again` answers the caller when it
   * turns out that another was first.
   */
  watch(
    of: EventKey,
    execution: string,
    atOnce: WebhookResponse | undefined,
    watch: CallerWatch,
    again: () => void,
  ): CallerWatch {
    const name = nameOf(of)
    const { promise, resolve } = Promise.withResolvers<FirstAnswer | undefined>()
    this.#open.set(name, promise)
    const settle = (response: WebhookResponse | undefined) => {
      resolve(response && { execution, response })
      if (this.#open.get(name) === promise) this.#open.delete(name)
    }
    return {
      ...watch,
      accepted() {
        if (atOnce !== undefined) settle(atOnce)
        watch.accepted?.()
      },
      answered(response) {
        settle(response)
        watch.answered?.(response)
      },
      ended(end) {
        if (end.status !== 'waiting') settle(undefined)
        watch.ended?.(end)
      },
      failed(error) {
        settle(undefined)
        if (error.code === 'key_taken') again()
        else watch.failed?.(error)
      },
    }
  }
}

function nameOf({ workflow, node, key }: EventKey): string {
  return JSON.stringify([workflow, node, key])
}
