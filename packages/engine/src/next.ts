/**
 * Chooses what an execution does next.
 *
 * The agenda is n8n's machine as data: a stack of nodes to run with where their inputs come from, and the
 * inputs that wait for others. `settle` writes down what an event brings about, `next` reads what is to be
 * done, `take` takes it off. Nothing here starts anything or looks at items: counts are enough. So one
 * journal leads to one choice: live, in a recovering process, and in a test. Each is O(connections of the
 * node) per event, whatever the size of the workflow.
 *
 *   N1  A node with one connected input runs once for each time items arrive there.
 *   N2  A node with several waits until each connected input was given something. What arrives at an input
 *       that is taken already waits for the next round.
 *   N3  v1 is depth first: of what a node feeds, the highest on the canvas comes first, with everything
 *       behind it. When nothing else is left, nodes that still wait run with what they have, those whose
 *       ancestors wait too after them; a node that needs all its inputs never does.
 *   N4  v0 is breadth first, in the order of connections. An empty output counts as given at any input but the
 *       first. Nodes that still wait in the end never run; instead, when a node begins to wait, untouched
 *       nodes on the way to its other inputs are forced to run with one empty item.
 *   N5  An output without items leads nowhere.
 *   N6  After a failure that is not continued, nothing new starts.
 *   N7  A failure that is continued is mended by what runs after it: an execution whose last run failed has failed.
 */
import type { ExecutionStarted, NodeEnded, OutputRef, Plan, PlanEdge, PlanNode, Source } from '@millrace/workflow'

/** A node to run, and which outputs its inputs come from; null where an input got nothing. */
export interface Pending {
  readonly node: number
  readonly source: readonly (Source | null)[]
  /** It runs with one empty item instead of what its source gave (N4). */
  readonly forced?: boolean
}

/** Inputs of a node that wait for the others; undefined where nothing came yet. */
interface Waiting {
  readonly source: (Source | undefined)[]
  /** How many items came, over all inputs. */
  count: number
}

export interface Agenda {
  readonly stack: Pending[]
  /** v0 reads the stack as a queue: what lies before this place is done. */
  head: number
  readonly waiting: Map<number, Waiting[]>
  /** Whether a node ran already, by number. */
  readonly ran: (Source | undefined)[]
  /** The nodes that take part: in a run to a destination, those that lead to it. */
  readonly within: ReadonlySet<number> | undefined
  /** The nodes a partial run runs; what was taken over leads to these only. */
  reruns: ReadonlySet<number> | undefined
  /** Pinned nodes of a partial run that gave their items already. */
  readonly read: Set<number>
  /** Where the run is to end: what it gives leads nowhere. */
  readonly destination: number | undefined
  failed: boolean
  /** Whether the run that ended last failed, be it continued or not (N7). */
  lastFailed: boolean
}

export type Move =
  | { readonly do: 'run'; readonly pending: Pending; readonly from: 'stack' | 'waiting' }
  | { readonly do: 'finish'; readonly outcome: 'success' | 'error' }

/** The agenda of an execution before its first event. */
export function emptyAgenda(to: Destination = {}): Agenda {
  return {
    stack: [],
    head: 0,
    waiting: new Map(),
    ran: [],
    within: to.within,
    destination: to.node,
    reruns: undefined,
    read: new Set(),
    failed: false,
    lastFailed: false,
  }
}

/** Where an execution is to end, and the nodes that lead there. */
export interface Destination {
  readonly node?: number
  readonly within?: ReadonlySet<number>
}

/** What to do now. */
export function next(plan: Plan, agenda: Agenda): Move {
  if (agenda.failed) return { do: 'finish', outcome: 'error' }
  const pending = plan.order === 'v1' ? agenda.stack[agenda.stack.length - 1] : agenda.stack[agenda.head]
  if (pending !== undefined) return { do: 'run', pending, from: 'stack' }
  const released = plan.order === 'v1' ? release(plan, agenda) : undefined
  return released === undefined
    ? { do: 'finish', outcome: agenda.lastFailed ? 'error' : 'success' }
    : { do: 'run', pending: released, from: 'waiting' }
}

/** Takes a move's node off the agenda: it is being run. */
export function take(plan: Plan, agenda: Agenda, move: Move): void {
  if (move.do === 'finish') return
  if (move.from === 'waiting') return takeWaiting(agenda, move.pending.node)
  if (plan.order === 'v1') {
    agenda.stack.pop()
    return
  }
  agenda.head += 1
  if (agenda.head >= 64 && agenda.head * 2 > agenda.stack.length) {
    agenda.stack.splice(0, agenda.head)
    agenda.head = 0
  }
}

/** Writes down what the start of an execution leads to. */
export function begin(plan: Plan, agenda: Agenda, started: ExecutionStarted): void {
  const trigger = plan.byId.get(started.trigger)
  if (trigger === undefined) return
  agenda.ran[trigger.at] = { node: trigger.id, output: 0, run: 0 }
  if (started.reruns !== undefined) agenda.reruns = new Set(started.reruns.flatMap((id) => plan.byId.get(id)?.at ?? []))
  feed(plan, agenda, trigger, 0, started.outputs, agenda.reruns)
  if (agenda.reruns !== undefined && started.pins === true) feedFromPins(plan, agenda, trigger, agenda.reruns)
}

/** In a partial run, pinned nodes behind the trigger that do not run give their items from where they lie. */
function feedFromPins(plan: Plan, agenda: Agenda, trigger: PlanNode, reruns: ReadonlySet<number>): void {
  const behind = new Set<number>([trigger.at])
  for (const at of behind) for (const edge of plan.nodes[at]?.next ?? []) behind.add(edge.to)
  for (const node of plan.nodes) {
    if (node.pinned === undefined || node.disabled || reruns.has(node.at) || node.at === trigger.at) continue
    if (!behind.has(node.at) || (agenda.within !== undefined && !agenda.within.has(node.at))) continue
    agenda.read.add(node.at)
    feed(plan, agenda, node, 0, [{ count: node.pinned.length, items: 'stored' }], reruns)
  }
}

/** Writes down what the end of a node's run leads to. */
export function settle(plan: Plan, agenda: Agenda, ended: NodeEnded): void {
  const node = plan.byId.get(ended.node)
  if (node === undefined) return
  agenda.ran[node.at] = { node: ended.node, output: 0, run: ended.run }
  if (ended.taken) {
    if (!agenda.read.has(node.at)) feed(plan, agenda, node, ended.run, ended.outputs, agenda.reruns)
    return
  }
  agenda.lastFailed = ended.status === 'error'
  if (agenda.lastFailed && !ended.continued) {
    agenda.failed = true
    return
  }
  feed(plan, agenda, node, ended.run, ended.outputs)
}

/** Follows the connections of a node that gave outputs; with `only`, to those nodes only. */
function feed(
  plan: Plan,
  agenda: Agenda,
  node: PlanNode,
  run: number,
  outputs: readonly OutputRef[],
  only?: ReadonlySet<number>,
): void {
  if (node.at === agenda.destination) return
  const edges = node.next
  // v1 reads the stack from its end: what comes first goes on last.
  const step = plan.order === 'v1' ? -1 : 1
  for (let i = step === 1 ? 0 : edges.length - 1; i >= 0 && i < edges.length; i += step) {
    const edge = edges[i]
    const output = edge === undefined ? undefined : outputs[edge.output]
    if (edge === undefined || output === undefined || output === null) continue
    if (output.count === 0 && (plan.order === 'v1' || edge.input === 0)) continue
    const source: Source = { node: node.id, output: edge.output, run }
    for (const to of targets(plan, agenda, edge)) {
      if (only === undefined || only.has(to.to)) arrive(plan, agenda, to, source, output.count)
    }
  }
}

/** Where a connection leads: in a partial run, past disabled nodes. */
function targets(plan: Plan, agenda: Agenda, edge: PlanEdge): readonly PlanEdge[] {
  if (agenda.within !== undefined && !agenda.within.has(edge.to)) return NOWHERE
  const target = plan.nodes[edge.to]
  if (agenda.reruns === undefined || target === undefined || !target.disabled) return [edge]
  return target.next.filter(({ output }) => output === 0).flatMap((further) => targets(plan, agenda, further))
}

const NOWHERE: readonly PlanEdge[] = []

function arrive(plan: Plan, agenda: Agenda, edge: PlanEdge, source: Source, count: number): void {
  const target = plan.nodes[edge.to]
  if (target === undefined) return
  if (target.before.length <= 1) {
    add(plan, agenda, { node: target.at, source: [source] })
    return
  }
  const rounds = agenda.waiting.get(target.at) ?? []
  let round = rounds.find((one) => one.source[edge.input] === undefined)
  const isNew = round === undefined
  if (round === undefined) {
    round = { source: [], count: 0 }
    rounds.push(round)
    agenda.waiting.set(target.at, rounds)
  }
  round.source[edge.input] = source
  round.count += count
  if (isComplete(plan, target, round)) {
    rounds.splice(rounds.indexOf(round), 1)
    if (rounds.length === 0) agenda.waiting.delete(target.at)
    if (round.count > 0) add(plan, agenda, { node: target.at, source: sources(target, round) })
    return
  }
  if (plan.order === 'v0' && isNew) force(plan, agenda, target, edge, source)
}

/**
 * v0 also waits for inputs nothing is connected to, which is why such a node never runs there; nor does one that
 * needs all its inputs and has no connection at one.
 */
function isComplete(plan: Plan, target: PlanNode, round: Waiting): boolean {
  if (plan.order === 'v1' && target.needs === 'one') {
    return target.connected.every((input) => round.source[input] !== undefined)
  }
  const count = target.needs === 'all' ? target.inputs : target.before.length
  for (let input = 0; input < count; input++) if (round.source[input] === undefined) return false
  return true
}

function sources(target: PlanNode, round: Waiting): readonly (Source | null)[] {
  const all: (Source | null)[] = []
  for (let input = 0; input < target.before.length; input++) all.push(round.source[input] ?? null)
  return all
}

function add(plan: Plan, agenda: Agenda, pending: Pending): void {
  const node = plan.nodes[pending.node]
  if (node !== undefined) agenda.stack.push(pending)
}

// v1: what is left in the end

function release(plan: Plan, agenda: Agenda): Pending | undefined {
  for (const [at, rounds] of agenda.waiting) {
    const node = plan.nodes[at]
    const round = rounds[0]
    if (node === undefined || round === undefined || !isRunnable(node, round)) continue
    if (!waitsForWaiting(plan, agenda, node)) return { node: at, source: sources(node, round) }
  }
  return undefined
}

function isRunnable(node: PlanNode, round: Waiting): boolean {
  return round.count > 0 && node.needs === 'one'
}

/** Whether one of the node's ancestors waits too and can run: it has to go first. */
function waitsForWaiting(plan: Plan, agenda: Agenda, node: PlanNode): boolean {
  const seen = new Set<number>([node.at])
  const open = [node]
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    for (const edge of one.before.flat()) {
      const ancestor = plan.nodes[edge.from]
      if (ancestor === undefined || seen.has(ancestor.at)) continue
      seen.add(ancestor.at)
      const round = agenda.waiting.get(ancestor.at)?.[0]
      if (round !== undefined && isRunnable(ancestor, round)) return true
      open.push(ancestor)
    }
  }
  return false
}

function takeWaiting(agenda: Agenda, node: number): void {
  const rounds = agenda.waiting.get(node)
  rounds?.shift()
  if (rounds?.length === 0) agenda.waiting.delete(node)
}

// v0: what is forced to run so that a waiting node gets something

function force(plan: Plan, agenda: Agenda, target: PlanNode, arrived: PlanEdge, source: Source): void {
  for (const edges of target.before) {
    for (const edge of edges) {
      if (edge.input === arrived.input || edge.from === arrived.from) continue
      const forced = untouched(plan, agenda, edge.from)
      if (forced !== undefined) add(plan, agenda, { node: forced, source: [source], forced: true })
    }
  }
}

/**
 * The first node on the way to `at` that did not run although what feeds it did; undefined when something
 * on the way is still to come, or when `at` ran.
 */
function untouched(plan: Plan, agenda: Agenda, at: number): number | undefined {
  const seen = new Set<number>()
  const open = [at]
  let found: number | undefined
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (seen.has(one)) continue
    seen.add(one)
    if (isPending(agenda, one)) return undefined
    if (agenda.ran[one] !== undefined) continue
    const parents = plan.nodes[one]?.before.flat() ?? []
    if (found === undefined && parents.some((edge) => agenda.ran[edge.from] !== undefined)) found = one
    for (const edge of parents) open.push(edge.from)
  }
  return found
}

function isPending(agenda: Agenda, at: number): boolean {
  for (let i = agenda.head; i < agenda.stack.length; i++) if (agenda.stack[i]?.node === at) return true
  return agenda.waiting.has(at)
}
