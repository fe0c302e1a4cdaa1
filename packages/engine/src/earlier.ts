/** The node runs in a journal, with their items: what partial runs and retries reuse. */
import type { Output } from '@millrace/sdk'
import { type FindRun, readItems, type Source, unpackPlaces } from '@millrace/workflow'
import { chosen, views } from './items.ts'
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
  const outputs = new Outputs(find)
  return order.map(({ node, run, entry }) => earlierRun(outputs, node, run, entry))
}

function earlierRun(known: Outputs, node: string, run: number, { event }: JournalEntry): EarlierRun {
  const ended = event.type === 'nodeEnded' ? event : undefined
  const refs = event.type === 'executionStarted' || event.type === 'nodeEnded' ? event.outputs : []
  const outputs: Output[] = []
  for (let output = 0; output < refs.length; output++) {
    const source: Source = { node, output, run }
    outputs.push(known.at(source))
  }
  return { node, run, status: ended?.status ?? 'success', source: ended?.source ?? [], outputs, refs }
}

/**
 * What outputs gave, each put together once: in a loop, what is handed on goes through as many runs as it had rounds. Of
 * a list that is not in memory, what was handed on of it is not either.
 */
class Outputs {
  private readonly find: FindRun
  private readonly known = new Map<string, Output>()

  constructor(find: FindRun) {
    this.find = find
  }

  at(source: Source): Output {
    const key = `${source.node}:${source.run}:${source.output}`
    const known = this.known.get(key)
    if (known !== undefined) return known
    const found = this.read(source)
    this.known.set(key, found)
    return found
  }

  private read(source: Source): Output {
    const ref = this.find(source.node, source.run)?.outputs[source.output]
    if (!ref || ref.items === 'stored' || 'list' in ref.items) return readItems(this.find, source)
    const { of, at, input = 0 } = ref.items
    const seen = views(this.at(of) ?? [], input)
    return at === undefined ? seen : chosen(seen, unpackPlaces(at))
  }
}
