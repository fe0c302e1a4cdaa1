/** What the expression language may know around a parameter: the shapes of the data that is here. */
import { type AssistContext, type Shape, merged, shapeOf } from '@millrace/expression'
import type { Item } from '@millrace/sdk'
import { ancestorsOf, ownSettings } from '@millrace/workflow'
import type { PreviewData } from './preview.ts'

/** Items that are looked at for the shape of all. */
const looked = 20

/** Read when it is first asked for: items of other nodes are fetched only for nodes that a text names. */
export function assistOf(data: PreviewData): () => AssistContext {
  let known: AssistContext | undefined
  return () => (known ??= contextOf(data))
}

function contextOf(data: PreviewData): AssistContext {
  const { workflow, node, input, itemIndex } = data
  const ancestors = ancestorsOf(workflow, node.id)
  const json = input && shapeOfItems(input)
  const others = [...workflow.nodes.values()].filter(({ id }) => id !== node.id)
  return {
    mode: ownSettings(workflow).expressions,
    ...(json === undefined ? {} : { json }),
    binary: Object.keys(input?.[itemIndex]?.binary ?? {}),
    nodes: others.map(({ id, name }) => {
      const leads = ancestors.get(id)
      let shape: Shape | undefined
      return {
        name,
        leadsHere: leads !== undefined,
        get json() {
          shape ??= shapeOfItems(itemsOf(id, leads?.output ?? 0, data))
          return shape
        },
      }
    }),
  }
}

/** What a node gave last, or is pinned to give. */
function itemsOf(id: string, output: number, { workflow, progress, items }: PreviewData): readonly Item[] | undefined {
  const pinned = workflow.pinData.get(id)
  if (pinned) return pinned.map((json) => ({ json }))
  const run = progress.nodes.get(id)?.at(-1)
  return run?.outputs[output] ? items(id, run.run, output) : undefined
}

/** The item that is nearest the chosen one gives the samples; all together give the names. */
function shapeOfItems(items: readonly Item[] | undefined): Shape | undefined {
  const shapes = items?.slice(0, looked).map(({ json }) => shapeOf(json)) ?? []
  return shapes.length === 0 ? undefined : shapes.reduce(merged)
}
