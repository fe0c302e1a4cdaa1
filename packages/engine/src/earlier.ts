/** The node runs in a journal, with their items: what partial runs and retries reuse. */
import type { Output } from '@millrace/sdk'
import { type FindRun, readItems, type Source, unpackPlaces } from '@millrace/workflow'
import { chosen, views } from './items.ts'
import { isLazy } from './large/lazy-list.ts'
import type { EarlierRun, JournalEntry } from './ports.ts'

export function earlierRuns(entries: readonly JournalEntry[]): readonly EarlierRun[] {
  const recorded = new Map<string, JournalEntry>()
  const order: { readonly node: string; readonly run: number; readonly entry: JournalEntry }[] = []
  for (const entry of entries) {
    const { event } = entry
    if (event.type !== 'executionStarted' && event.type !== 'nodeEnded') continue
    const node = event.type === 'executionStarted' ? event.trigger : event.node
    const run = event.type === 'executionStarted' ? 0 : event.run
    recorded.set(`${node}:${run}`, entry)
    order.push({ node, run, entry })
  }
  const find: FindRun = (node, run) => {
    const entry = recorded.get(`${node}:${run}`)
    const event = entry?.event
    if (event?.type !== 'executionStarted' && event?.type !== 'nodeEnded') return undefined
    return { outputs: event.outputs, items: entry?.items }
  }
  return order.map(({ node, run, entry }) => earlierRun(find, node, run, entry))
}

function earlierRun(find: FindRun, node: string, run: number, { event }: JournalEntry): EarlierRun {
  const ended = event.type === 'nodeEnded' ? event : undefined
  const refs = event.type === 'executionStarted' || event.type === 'nodeEnded' ? event.outputs : []
  const outputs: Output[] = []
  for (let output = 0; output < refs.length; output++) {
    const source: Source = { node, output, run }
    outputs.push(outputAt(find, source))
  }
  return { node, run, status: ended?.status ?? 'success', source: ended?.source ?? [], outputs, refs }
}

/** What an output gave; of a list that is not in memory, what was handed on of it is not either. */
function outputAt(find: FindRun, source: Source): Output {
  const ref = find(source.node, source.run)?.outputs[source.output]
  if (!ref || ref.items === 'stored' || 'list' in ref.items) return readItems(find, source)
  const { of, at, input = 0 } = ref.items
  const given = outputAt(find, of)
  if (given === null || !isLazy(given)) return readItems(find, source)
  const seen = views(given, input)
  return at === undefined ? seen : chosen(seen, unpackPlaces(at))
}
