/**
 * The requests of all items. They go out together, a bounded number at a time, also where one of them fails;
 * with batching, batch after batch with a pause between. Answers keep the order of the items.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Item } from '@millrace/sdk'

/** More connections than this at once help nobody. */
const mostAtOnce = 64

export interface Batching {
  readonly size: number
  readonly intervalMs: number
}

export async function sendAll(
  count: number,
  batching: Batching | undefined,
  signal: AbortSignal,
  send: (index: number) => Promise<readonly Item[]>,
): Promise<readonly Item[]> {
  const size = batching && batching.size > 0 ? batching.size : count
  const found: (readonly Item[])[] = []
  for (let from = 0; from < count; from += size) {
    if (from > 0 && batching && batching.intervalMs > 0) await sleep(batching.intervalMs, undefined, { signal })
    found.push(...(await together(from, Math.min(from + size, count), send)))
  }
  return found.flat()
}

async function together(
  from: number,
  to: number,
  send: (index: number) => Promise<readonly Item[]>,
): Promise<readonly (readonly Item[])[]> {
  const found: (readonly Item[])[] = Array.from({ length: to - from }, () => [])
  let next = from
  const worker = async () => {
    for (let index = next++; index < to; index = next++) found[index - from] = await send(index)
  }
  await Promise.all(Array.from({ length: Math.min(mostAtOnce, to - from) }, worker))
  return found
}
