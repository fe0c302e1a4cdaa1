/** The data around an opened node: what came in by a chosen edge and run, what went out by a chosen output. */
import { listItems } from '@millrace/api'
import type { Item } from '@millrace/sdk'
import { type NodeRun, type Progress, edgesInto } from '@millrace/workflow'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { client } from '../api/client.ts'
import { type ItemsPlace, type ShownItems, standingItems, useItems } from '../data/useItems.ts'
import { useDocument, useRun, useWorkbench } from '../workbench/workbench.ts'

export interface InputChoice {
  readonly node: string
  readonly output: number
  readonly name: string
}

export interface PanelData {
  readonly execution: string | null
  readonly progress: Progress
  readonly runs: readonly NodeRun[]
  /** The run whose data is shown. */
  readonly run: NodeRun | undefined
  readonly chooseRun: (index: number) => void
  readonly inputs: readonly InputChoice[]
  readonly chosenInput: InputChoice | undefined
  readonly chooseInput: (index: number) => void
  readonly input: ShownItems
  readonly output: ShownItems
  /** Whether the output is pinned, and so not what a run gave. */
  readonly pinned: boolean
  readonly outputIndex: number
  readonly chooseOutput: (index: number) => void
  /** The chosen item, counted from 0. */
  readonly item: number
  readonly chooseItem: (index: number) => void
  /** Items of any output of this run that are here; asks for the others. */
  readonly itemsOf: (node: string, run: number, output: number) => readonly Item[] | undefined
  /** Counts the answers of `itemsOf` that were asked for and came. */
  readonly arrivals: number
}

const noRuns: readonly NodeRun[] = []

export function usePanelData(id: string): PanelData {
  const { readOnly } = useWorkbench()
  const execution = useRun((state) => state.execution)
  const runs = useRun((state) => state.progress.nodes.get(id) ?? noRuns)
  const progress = useRun((state) => state.progress)
  const nodeRuns = progress.nodes
  const workflow = useDocument((state) => state.workflow)
  const pinned = workflow.pinData.get(id)
  const [chosenRun, chooseRun] = useState<number | null>(null)
  const [chosenInputIndex, chooseInput] = useState(0)
  const [chosenOutput, chooseOutput] = useState<number | null>(null)
  const [item, chooseItem] = useState(0)

  const run = chosenRun === null ? runs.at(-1) : runs[chosenRun]
  const inputs = useMemo(
    () =>
      edgesInto(workflow, id, 'main').map(({ source, output }) => ({
        node: source,
        output,
        name: workflow.nodes.get(source)?.name ?? source,
      })),
    [workflow, id],
  )
  const chosenInput = inputs[chosenInputIndex] ?? inputs[0]
  const source =
    run?.source.find((one) => one !== null && one.node === chosenInput?.node && one.output === chosenInput.output) ??
    null
  const feeding = chosenInput && nodeRuns.get(chosenInput.node)
  const feedingRun = source ? feeding?.[source.run] : feeding?.at(-1)
  const inputPlace = place(execution, feedingRun, chosenInput?.output ?? 0)

  const firstFull = run?.outputs.findIndex((output) => (output?.count ?? 0) > 0) ?? 0
  const outputIndex = chosenOutput ?? Math.max(0, firstFull)
  const outputPlace = place(execution, run, outputIndex)

  const input = useItems(inputPlace)
  const output = useItems(outputPlace)
  const { itemsOf, arrivals } = useKnownItems(execution)
  // History shows what ran; in the editor, pinned items are what the next test run goes by.
  const pinnedItems = readOnly || outputIndex > 0 ? undefined : pinned
  const pinnedInput =
    readOnly || (chosenInput?.output ?? 1) > 0 ? undefined : workflow.pinData.get(chosenInput?.node ?? '')
  const pinnedAsInput = useMemo(() => pinnedInput && standing(pinnedInput), [pinnedInput])
  const pinnedAsOutput = useMemo(() => pinnedItems && standing(pinnedItems), [pinnedItems])
  return {
    execution,
    progress,
    runs,
    run,
    chooseRun,
    inputs,
    chosenInput,
    chooseInput: (index) => {
      chooseInput(index)
      chooseItem(0)
    },
    input: pinnedAsInput ?? input,
    output: pinnedAsOutput ?? output,
    pinned: pinnedItems !== undefined,
    outputIndex,
    chooseOutput,
    item,
    chooseItem,
    itemsOf,
    arrivals,
  }
}

/** Pinned items are data, whether anything ran or not. */
function standing(pinned: readonly Item['json'][]): ShownItems {
  return standingItems(pinned.map((json) => ({ json })))
}

function place(execution: string | null, run: NodeRun | undefined, output: number): ItemsPlace | undefined {
  if (execution === null || !run || !run.outputs[output]) return undefined
  return { execution, node: run.node, run: run.run, output, ...(run.seq === undefined ? {} : { seq: run.seq }) }
}

const previewItems = 200

function useKnownItems(execution: string | null) {
  const cache = useQueryClient()
  const [arrivals, arrived] = useState(0)
  const itemsOf = useCallback(
    (node: string, run: number, output: number): readonly Item[] | undefined => {
      if (execution === null) return undefined
      const queryKey = ['preview-items', execution, node, run, output]
      const known = cache.getQueryData<{ readonly items: readonly Item[] }>(queryKey)
      if (known) return known.items
      void cache
        .fetchQuery({
          queryKey,
          queryFn: () =>
            client.call(listItems, { params: { id: execution }, query: { node, run, output, limit: previewItems } }),
          staleTime: Infinity,
        })
        .then(() => arrived((count) => count + 1))
      return undefined
    },
    [cache, execution],
  )
  return { itemsOf, arrivals }
}
