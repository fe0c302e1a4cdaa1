/**
 * Follows item links back to the item of another node that the current one came from.
 *
 * The item at hand lies on an output of the node before. Its `pairedItem` names items of that node's own input; the
 * run's `source` says where that input came from; and so on, until the wanted node is reached.
 *
 *   L1  A node that does not lead here has no item for us (`paired_item_no_connection`), and one that did not run has
 *       no data (`no_execution_data`).
 *   L2  An item without a link ends the walk with `paired_item_no_info`; so does a link to an item that the wanted node
 *       does not have. An index that the input does not have is `paired_item_intermediate_nodes`.
 *   L3  A walk that reaches the start of the workflow without meeting the wanted node finds nothing: undefined.
 *   L4  Several links are fine as long as they lead to one and the same item.
 */
import { ExpressionError, type ExpressionErrorKind } from '../error.ts'
import type { ItemLink, Scope, ScopeItem, ScopeNode, Source } from '../scope.ts'

/** An item of a node's output: where it lies and what it is. */
interface Found {
  readonly item: ScopeItem
  readonly at: string
}

const MAX_HOPS = 1_000

/** Checks that the node leads here and has data (L1). */
export function needLinked(scope: Scope, node: ScopeNode): void {
  const leads =
    scope.outputTowards(node.name) !== undefined || scope.sources().some((source) => source?.previousNode === node.name)
  if (!leads || node.name === scope.current.name) throw linkError('paired_item_no_connection', node.name)
  if (node.runCount === 0 && node.pinned?.() === undefined) {
    throw new ExpressionError('no_execution_data', `Node '${node.name}' hasn't been executed.`, {
      description: 'Run the workflow (or that node) first.',
      node: node.name,
    })
  }
}

/** The item of `wanted` that the input item `index` of the current node came from. */
export function linkedItem(scope: Scope, wanted: string, index: number, input = 0): ScopeItem | undefined {
  const source = scope.sources()[input]
  if (source === null || source === undefined) throw linkError('paired_item_no_connection', wanted)
  const item = scope.items(input)?.[index]
  if (item === undefined) throw linkError('paired_item_intermediate_nodes', wanted)
  const own = scope.inputLink === undefined ? index : scope.inputLink(input, index)
  if (own === null) return undefined
  if (own === undefined) throw linkError('paired_item_no_info', wanted)
  const origin = own === index ? item : itemAt(scope, source, own)
  if (origin === undefined) throw linkError('paired_item_intermediate_nodes', wanted)
  if (source.previousNode === wanted) return origin
  return oneOf(follow(scope, wanted, origin, source, 0), wanted)
}

/** The item of `wanted` that an item lying at a place came from. */
export function linkedFrom(scope: Scope, wanted: string, source: Source, index: number): ScopeItem | undefined {
  const item = itemAt(scope, source, index)
  if (item === undefined)
    throw new ExpressionError('internal', `There is no item ${index} on "${source.previousNode}".`)
  if (source.previousNode === wanted) return item
  return oneOf(follow(scope, wanted, item, source, 0), wanted)
}

/** True for the run of a trigger: its items come from nowhere, so they need no link. */
function startsWorkflow(scope: Scope, source: Source): boolean {
  const run = scope.node(source.previousNode)?.run(source.previousNodeRun ?? 0)
  return run !== undefined && run.source.every((one) => one === null)
}

/** All items of `wanted` that an item lying at `source` leads to. */
function follow(scope: Scope, wanted: string, item: ScopeItem, source: Source, hops: number): Found[] {
  if (hops > MAX_HOPS) throw linkError('paired_item_intermediate_nodes', wanted)
  const links = linksOf(item)
  if (links.length === 0) {
    if (startsWorkflow(scope, source)) return []
    throw linkError('paired_item_no_info', wanted)
  }
  const found: Found[] = []
  let problem: ExpressionError | null = null
  for (const link of links) {
    try {
      found.push(...step(scope, wanted, link, source, hops))
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      problem ??= error
    }
  }
  if (found.length === 0 && problem !== null) throw problem
  return found
}

/** One link: from an item on the output of `source.previousNode` to the item it came from. */
function step(scope: Scope, wanted: string, link: ItemLink, source: Source, hops: number): Found[] {
  const before = link.sourceOverwrite ?? sourceOf(scope, source, link.input ?? 0)
  if (before === undefined) return []
  const item = itemAt(scope, before, link.item)
  if (before.previousNode === wanted) {
    if (item === undefined) throw linkError('paired_item_no_info', wanted)
    return [{ item, at: place(before, link.item) }]
  }
  return item === undefined ? [] : follow(scope, wanted, item, before, hops + 1)
}

function place(source: Source, index: number): string {
  return `${source.previousNodeRun ?? 0}:${source.previousNodeOutput ?? 0}:${index}`
}

function oneOf(found: readonly Found[], wanted: string): ScopeItem | undefined {
  const [first] = found
  if (first === undefined) return undefined
  if (found.some((other) => other.at !== first.at)) throw linkError('paired_item_multiple_matches', wanted)
  return first.item
}

/** Where the input of a node's run came from. */
function sourceOf(scope: Scope, source: Source, input: number): Source | undefined {
  const run = scope.node(source.previousNode)?.run(source.previousNodeRun ?? 0)
  return run?.source[input] ?? undefined
}

/** An item on an output; pinned data where the node did not run. */
function itemAt(scope: Scope, source: Source, index: number): ScopeItem | undefined {
  const node = scope.node(source.previousNode)
  if (node === undefined || node.runCount === 0) return node?.pinned?.()?.[index]
  return node.run(source.previousNodeRun ?? 0)?.output(source.previousNodeOutput ?? 0)?.[index]
}

function linksOf(item: ScopeItem): readonly ItemLink[] {
  const { pairedItem } = item
  if (pairedItem === null || pairedItem === undefined) return []
  const list: readonly (number | ItemLink)[] = Array.isArray(pairedItem)
    ? pairedItem
    : [pairedItem as number | ItemLink]
  return list.map((link) => (typeof link === 'number' ? { item: link } : link))
}

const SENTENCES: Readonly<Partial<Record<ExpressionErrorKind, string>>> = {
  paired_item_no_info:
    'Information about which item this one came from is missing, so the item of node "%" cannot be found.',
  paired_item_no_connection: 'Node "%" does not lead to this one, so none of its items belongs to this item.',
  paired_item_multiple_matches: 'Multiple matches found: several items of node "%" belong to this item.',
  paired_item_intermediate_nodes: 'There is no input item of that index, so the item of node "%" cannot be found.',
}

function linkError(kind: ExpressionErrorKind, node: string): ExpressionError {
  return new ExpressionError(
    kind,
    (SENTENCES[kind] ?? 'No item of node "%" belongs to this item.').replace('%', node),
    {
      description: `Use $('${node}').first(), .last() or .all()[index] if you do not need the matching item.`,
      node,
    },
  )
}
