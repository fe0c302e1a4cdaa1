/**
 * Follows item links back to the item of another node that the current one came from.
 *
 * The item at hand lies on an output of the node before. Its `pairedItem` names items of that node's own input; the
 * run's `source` says where that input came from; and so on, until the wanted node is reached.
 */
import { ExpressionError, type ExpressionErrorKind } from '../error.ts'
import type { ItemLink, Scope, ScopeItem, Source } from '../scope.ts'

/** An item of a node's output: where it lies and what it is. */
interface Found {
  readonly item: ScopeItem
  readonly at: string
}

const MAX_HOPS = 1_000

/** The item of `wanted` that the input item `index` of the current node came from. */
export function linkedItem(scope: Scope, wanted: string, index: number, input = 0): ScopeItem {
  const source = scope.sources()[input]
  if (source === null || source === undefined) throw linkError('paired_item_no_connection', wanted)
  if (scope.outputTowards(wanted) === undefined && wanted !== source.previousNode) {
    throw linkError('paired_item_no_connection', wanted)
  }
  const item = scope.items(input)?.[index]
  if (source.previousNode === wanted) {
    const own = item ?? itemAt(scope, source, index)
    if (own === undefined) throw linkError('paired_item_intermediate_nodes', wanted)
    return own
  }
  if (item === undefined) throw linkError('paired_item_intermediate_nodes', wanted)
  const found = follow(scope, wanted, item, source, 0)
  return oneOf(found, wanted)
}

/** All items of `wanted` that an item lying at `source` leads to. */
function follow(scope: Scope, wanted: string, item: ScopeItem, source: Source, hops: number): Found[] {
  if (hops > MAX_HOPS) throw linkError('paired_item_intermediate_nodes', wanted)
  const links = linksOf(item)
  if (links.length === 0) throw linkError(hops === 0 ? 'paired_item_no_info' : 'paired_item_intermediate_nodes', wanted)
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
  if (before === undefined) throw linkError('paired_item_no_connection', wanted)
  const item = itemAt(scope, before, link.item)
  if (item === undefined) throw linkError(hops === 0 ? 'paired_item_no_info' : 'paired_item_intermediate_nodes', wanted)
  if (before.previousNode === wanted) return [{ item, at: place(before, link.item) }]
  return follow(scope, wanted, item, before, hops + 1)
}

function place(source: Source, index: number): string {
  return `${source.previousNodeRun ?? 0}:${source.previousNodeOutput ?? 0}:${index}`
}

function oneOf(found: readonly Found[], wanted: string): ScopeItem {
  const [first] = found
  if (first === undefined) throw linkError('paired_item_no_info', wanted)
  if (found.some((other) => other.at !== first.at)) throw linkError('paired_item_multiple_matches', wanted)
  return first.item
}

/** Where the input of a node's run came from. */
function sourceOf(scope: Scope, source: Source, input: number): Source | undefined {
  const run = scope.node(source.previousNode)?.run(source.previousNodeRun ?? 0)
  return run?.source[input] ?? undefined
}

/** An item on an output, pinned data first. */
function itemAt(scope: Scope, source: Source, index: number): ScopeItem | undefined {
  const node = scope.node(source.previousNode)
  const pinned = node?.pinned?.()
  if (pinned !== undefined) return pinned[index]
  return node?.run(source.previousNodeRun ?? 0)?.output(source.previousNodeOutput ?? 0)?.[index]
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
  paired_item_intermediate_nodes: 'A node between lost track of its items, so the item of node "%" cannot be found.',
}

export function linkError(kind: ExpressionErrorKind, node: string): ExpressionError {
  return new ExpressionError(
    kind,
    (SENTENCES[kind] ?? 'No item of node "%" belongs to this item.').replace('%', node),
    {
      description: `Use $('${node}').first(), .last() or .all()[index] if you do not need the matching item.`,
      node,
    },
  )
}
