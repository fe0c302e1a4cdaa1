/**
 * The process in which triggers look for what happens elsewhere. It has node types and a dialer of its own; what it
 * finds goes to the server, which writes it down and begins an execution.
 *
 *   L1  A watch that ends or fails begins again after a second, then two, at most five minutes; one that held for a
 *       minute counts as well again.
 *   L2  A watch that is stopped is told by its signal, and what it says afterwards counts no more.
 *   L3  A document is compiled once per look: nothing is kept of workflows that are looked with no more.
 */
import type { Duplex } from 'node:stream'
import type { Trigger } from '@millrace/sdk'
import { compile, importWorkflow } from '@millrace/workflow'
import { EngineError } from '../error.ts'
import type { Host } from '../host.ts'
import { type Channel, openChannel } from '../runner/channel.ts'
import { toWire } from '../runner/protocol.ts'
import { blobsOver, Remote, stateOver, vaultOver } from '../runner/remote.ts'
import { type Looking, watchContext, type WatchHost } from './watch-context.ts'
import type { FromWatcher, ToWatcher, Watched } from './watch-protocol.ts'

export interface WatcherParts extends Pick<Host, 'catalog' | 'dialer' | 'machine' | 'clock'> {
  /** Environment variables that expressions may read. */
  readonly environment?: Readonly<Record<string, string>>
  readonly pipe: Duplex
  /** Called when the server is gone or has no more to look for. */
  readonly ended: () => void
}

const FIRST_PAUSE = 1_000
const LONGEST_PAUSE = 300_000
const WELL_AFTER = 60_000

/** Looks for a server over a pipe until it hangs up. */
export function serveWatcher(parts: WatcherParts): void {
  const remote = new Remote()
  const stops = new Map<number, AbortController>()
  const channel = openChannel<ToWatcher, FromWatcher>(parts.pipe, (message) => receive(message), parts.ended)
  remote.channel = { send: (message) => message.do === 'ask' && channel.send(message) }
  const host: WatchHost = {
    ...parts,
    blobs: blobsOver(remote),
    vault: vaultOver(remote),
    state: stateOver(remote),
    // The server is our own process: what it answers has the type of the port.
    newExecution: async () => (await remote.ask('watch.execution', [])) as string,
    start: async (watch, execution, items, key) =>
      void (await remote.ask('watch.start', [watch, execution, items, key])),
  }

  const receive = (message: ToWatcher): void => {
    switch (message.do) {
      case 'reply':
        return remote.settle(message.id, message.value)
      case 'refuse':
        return remote.fail(message.id, message.error)
      case 'look': {
        const stop = new AbortController()
        stops.set(message.watch, stop)
        void look(host, channel, message.watch, message.with, stop.signal).finally(() => {
          if (stops.get(message.watch) === stop) stops.delete(message.watch)
        })
        return
      }
      case 'stop':
        stops.get(message.watch)?.abort(new EngineError('canceled', 'Nothing is looked for any more.'))
        stops.delete(message.watch)
        return
      case 'end':
        channel.close()
        return parts.ended()
      default:
        return message satisfies never
    }
  }
}

async function look(
  host: WatchHost,
  channel: Channel<FromWatcher>,
  watch: number,
  watched: Watched,
  signal: AbortSignal,
): Promise<void> {
  const say = (thrown: unknown, again: boolean) => {
    if (signal.aborted) return
    const error = thrown === undefined ? undefined : toWire(thrown)
    channel.send({ do: 'looked', watch, again, ...(error && { error }) })
  }
  try {
    const { looking, trigger } = prepared(host, watch, watched, signal)
    const context = watchContext(host, looking)
    if (trigger.by === 'poll') await trigger.poll.poll(context)
    else if (trigger.by === 'watch') {
      if (watched.manual) await trigger.watch.watch(context)
      else
        await keepWatching(
          host,
          signal,
          () => trigger.watch.watch(context),
          (thrown) => say(thrown, true),
        )
    }
    say(undefined, false)
  } catch (thrown) {
    say(thrown, false)
  }
}

function prepared(
  { catalog }: WatchHost,
  watch: number,
  watched: Watched,
  signal: AbortSignal,
): { readonly looking: Looking; readonly trigger: Trigger } {
  const { plan } = compile(importWorkflow(watched.document).workflow, catalog)
  const node = plan.byId.get(watched.node)
  const trigger = node?.nodeType?.trigger
  if (node === undefined || trigger === undefined) {
    throw new EngineError('not_startable', `The workflow “${plan.name}” has no trigger ${watched.node}.`)
  }
  return { looking: { watch, watched, plan, node, signal }, trigger }
}

/** Begins a watch again whenever it ends, until the signal (L1). */
async function keepWatching(
  { clock }: WatchHost,
  signal: AbortSignal,
  watch: () => Promise<void>,
  failed: (thrown: unknown) => void,
): Promise<void> {
  let pause = FIRST_PAUSE
  while (!signal.aborted) {
    const began = clock.now()
    try {
      await watch()
    } catch (thrown) {
      failed(thrown)
    }
    if (clock.now() - began > WELL_AFTER) pause = FIRST_PAUSE
    // Nothing but the signal ends a sleep early.
    await clock.sleep(pause, signal).catch(() => undefined)
    pause = Math.min(pause * 2, LONGEST_PAUSE)
  }
}
