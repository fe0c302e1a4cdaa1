/** The node runs in a journal, with their items: what partial runs and retries reuse. */
import type { Output } from '@millrace/sdk'
import { type FindRun, readItems, type Source } from '@millrace/workflow'
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
  const count = event.type === 'executionStarted' || event.type === 'nodeEnded' ? event.outputs.length : 0
  const outputs: Output[] = []
  for (let output = 0; output < count; output++) {
    const source: Source = { node, output, run }
    outputs.push(readItems(find, source))
  }
  return { node, run, status: ended?.status ?? 'success', source: ended?.source ?? [], outputs }
}
