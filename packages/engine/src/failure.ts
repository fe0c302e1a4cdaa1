/**
 * Failure is routing. What the node's settings, the node type's declaration and the error's own advice make of
 * a failure is decided here, for every node alike.
 */
import type { Item, ItemError } from '@millrace/sdk'
import { toItemError } from '@millrace/sdk'
import { linkTo, type PlanNode } from '@millrace/workflow'
import type { Input } from './items.ts'

/** Where a node's failed items go, and as what. */
export type Route =
  | { readonly to: 'stop' }
  /** Into the place of the item: only the error, or the item as it came. */
  | { readonly to: 'output'; readonly output: number; readonly as: 'error' | 'input'; readonly unlinked?: true }
  /** Nowhere: the item is left out. */
  | { readonly to: 'nowhere' }
  /** To the output for failures: the item's data and the error, without its files. */
  | { readonly to: 'errorOutput'; readonly output: number }

export function routeOf(node: PlanNode): Route {
  if (node.onError === 'stopWorkflow') return STOP
  const declared = node.nodeType?.description.failedItems
  if (declared?.as === 'nothing') return NOWHERE
  if (declared !== undefined) {
    const output = declared.as === 'error' ? (node.errorOutput ?? declared.output) : declared.output
    return { to: 'output', ...declared, output }
  }
  if (node.errorOutput !== undefined) return { to: 'errorOutput', output: node.errorOutput }
  return REPLACE
}

const STOP: Route = { to: 'stop' }
const NOWHERE: Route = { to: 'nowhere' }
/** Only the error, where the item was: on its own output where a node gave it to one. */
export const REPLACE: Route = { to: 'output', output: 0, as: 'error' }

/** How far a failure reaches where the node is told to continue. */
export function reachOf(thrown: unknown): 'item' | 'node' | 'execution' {
  const details = thrown instanceof Error && 'details' in thrown ? thrown.details : undefined
  if (typeof details !== 'object' || details === null || !('reach' in details)) return 'item'
  return details.reach === 'node' || details.reach === 'execution' ? details.reach : 'item'
}

/** Seconds to wait before another try, `no` where none can help, undefined where the node's pause applies. */
export function retryAdvice(thrown: unknown): number | 'no' | undefined {
  const details = thrown instanceof Error && 'details' in thrown ? thrown.details : undefined
  if (typeof details !== 'object' || details === null || !('retry' in details)) return undefined
  return typeof details.retry === 'number' || details.retry === 'no' ? details.retry : undefined
}

/** A thrown value as it is journalled and shown. */
export function failure(thrown: unknown, node: PlanNode, runIndex: number, itemIndex?: number): ItemError {
  if (isItemError(thrown)) return thrown
  const error = toItemError(thrown, { node: node.name, ...(itemIndex === undefined ? undefined : { itemIndex }) })
  if (!(thrown instanceof Error) || !error.code.startsWith('expression.')) return error
  const kind = error.code.slice('expression.'.length)
  const description = 'description' in thrown && typeof thrown.description === 'string' ? thrown.description : undefined
  return {
    ...error,
    runIndex,
    ...(description === undefined ? undefined : { description }),
    ...(kind.startsWith('paired_item') || kind === 'no_execution_data' ? { type: kind } : undefined),
  }
}

/** Carries a failure that is data already (a failed item, a child's error) through code that throws. */
export class FailedWith extends Error {
  override readonly name = 'FailedWith'
  readonly error: ItemError

  constructor(error: ItemError) {
    super(error.message)
    this.error = error
  }
}

function isItemError(thrown: unknown): thrown is ItemError {
  return (
    typeof thrown === 'object' && thrown !== null && !(thrown instanceof Error) && 'code' in thrown && 'name' in thrown
  )
}

/** The item that goes on in place of a failed one; undefined where none does, or a failure stops the execution. */
export function failedItem(
  route: Route,
  error: ItemError,
  inputs: readonly Input[],
  index: number,
  given?: Item,
): { readonly output: number; readonly item: Item } | undefined {
  switch (route.to) {
    case 'stop':
    case 'nowhere':
      return undefined
    case 'output': {
      const input = inputs[0]?.items[index]
      if (route.as === 'input' && input !== undefined) return { output: route.output, item: input }
      const json = given?.json.error === undefined ? { error: error.message } : { error: given.json.error }
      const link = given?.pairedItem ?? (route.unlinked ? undefined : linkTo(index))
      return { output: route.output, item: link === undefined ? { json } : { json, pairedItem: link } }
    }
    case 'errorOutput': {
      const input = inputs[0]?.items[index]
      const said = given?.json.error ?? error.message
      const json = { ...input?.json, error: said }
      return { output: route.output, item: { json, pairedItem: given?.pairedItem ?? linkTo(index) } }
    }
    default:
      return route satisfies never
  }
}
