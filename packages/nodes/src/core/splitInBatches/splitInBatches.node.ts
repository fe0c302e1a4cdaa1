/**
 * Loop Over Items: gives what it got in batches, each time it is entered the next one, and in the end all that came
 * back. It remembers places only: the items lie in its earlier runs.
 */
import * as m from '@millrace/sdk'

const input = {
  splitInBatchesNotice: m.notice(
    'Connect "loop" to the nodes that work on a batch, and the last of them back to this node.',
  ),
  batchSize: m.oneOf(
    m.until(
      2,
      m.raw(m.number('Batch size', { help: 'How many items go round the loop at a time.', default: 10, min: 1 })),
    ),
    m.since(
      3,
      m.raw(m.number('Batch size', { help: 'How many items go round the loop at a time.', default: 1, min: 1 })),
    ),
  ),
  options: m.collection('Options', {
    reset: m.raw(m.flag('Start anew', { help: 'While true, the items that arrive begin a new loop.' })),
  }),
}

/** Where a loop stands; expressions read it as the node's `context`. */
type Standing = {
  /** The run of this node whose items are looped over. */
  readonly firstRun: number
  /** How many of them have been given out. */
  readonly given: number
  readonly currentRunIndex: number
  readonly maxRunIndex: number
  readonly noItemsLeft: boolean
  readonly done: boolean
}

const loop = m.operation({
  input,
  per: 'list',
  run: async ({ batchSize, options }, { context, version }) => {
    const size = countOf(batchSize)
    const before = options.reset === true ? undefined : standingIn(context.state)
    const firstRun = before?.firstRun ?? context.runIndex
    const start = before?.given ?? 0
    const [list] = context.inputsOf(firstRun)
    const total = list?.length ?? 0
    const end = Math.min(start + size, total)
    const state: Standing = {
      firstRun,
      given: end,
      currentRunIndex: before === undefined ? 0 : before.currentRunIndex + 1,
      maxRunIndex: before?.maxRunIndex ?? (size > 0 ? Math.ceil(total / size) : 0),
      noItemsLeft: end >= total,
      done: end === start,
    }
    if (list === undefined || state.done)
      return { kind: 'items', outputs: placed(version, { done: await returned(context, firstRun) }), state }
    const items = await list.slice(start, end)
    const batch = before === undefined ? items : items.map((item, place) => fromRun(item, start + place, list))
    return { kind: 'items', outputs: placed(version, { batch }), state }
  },
})

/** All that came back since the loop began, in order. */
async function returned(context: m.RunContext, firstRun: number): Promise<readonly m.Item[]> {
  const found: m.Item[] = []
  for (let run = firstRun + 1; run <= context.runIndex; run++) {
    const [list] = context.inputsOf(run)
    if (list === undefined) continue
    const items = await list.all()
    items.forEach((item, place) => found.push(fromRun(item, place, list)))
  }
  return found
}

/** An item linked to where it lies, which is not what this run got. */
function fromRun({ json, binary }: m.Item, item: number, { source }: m.ItemList): m.Item {
  const pairedItem = source === undefined ? { item } : { item, sourceOverwrite: source }
  return binary === undefined ? { json, pairedItem } : { json, binary, pairedItem }
}

/** The outputs of a version: the first has no output for the end and gives nothing there. */
function placed(
  version: number,
  { batch, done }: { readonly batch?: readonly m.Item[]; readonly done?: readonly m.Item[] },
): readonly m.Output[] {
  if (version === 1) return [batch ?? null]
  return version === 2 ? [batch ?? [], done ?? []] : [done ?? [], batch ?? []]
}

/** Whole items only; what is no number is none, which ends the loop. */
function countOf(size: unknown): number {
  return Math.max(0, Math.trunc(Number(size)) || 0)
}

function standingIn(state: m.JsonObject): Standing | undefined {
  const { firstRun, given, currentRunIndex, maxRunIndex } = state
  if (typeof firstRun !== 'number' || typeof given !== 'number') return undefined
  if (typeof currentRunIndex !== 'number' || typeof maxRunIndex !== 'number') return undefined
  return { firstRun, given, currentRunIndex, maxRunIndex, noItemsLeft: false, done: false }
}

export const splitInBatches = m.defineNode({
  type: 'splitInBatches',
  name: 'Loop Over Items',
  about: 'Gives items on in batches, one after the other, until all have been worked on.',
  icon: 'lucide:repeat',
  category: 'flow',
  aliases: ['batch', 'split in batches', 'repeat', 'for each', 'iterate'],
  versions: [1, 2, 3],
  summary: [{ text: 'Batches of {batchSize}' }],
  outputs: [
    { kind: 'main', versions: [1] },
    { kind: 'main', label: 'loop', versions: [2] },
    { kind: 'main', label: 'done', versions: [2] },
    { kind: 'main', label: 'done', versions: [3] },
    { kind: 'main', label: 'loop', versions: [3] },
  ],
  operation: loop,
})
