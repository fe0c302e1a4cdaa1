import {
  compile,
  type ExecutionStarted,
  importWorkflow,
  type NodeEnded,
  type Plan,
  type Source,
} from '@millrace/workflow'
import { describe, expect, it } from 'vitest'
import { type Agenda, begin, emptyAgenda, next, type Pending, settle, take } from './next.ts'
import { type Drawn, drawing } from './testing/documents.ts'
import { testCatalog } from './testing/nodes.ts'

/**
 * What a node gives each time it runs: how many items per output. The last entry repeats. A first count of -1 is
 * a failure, continued where counts follow.
 */
type Gives = Readonly<Record<string, readonly (readonly number[])[]>>

const at = (x: number, y: number) => [x, y] as const

/** Plays a workflow on counts alone and tells what ran, with where its inputs came from. */
function play(
  nodes: Readonly<Record<string, Drawn>>,
  connections: readonly string[],
  gives: Gives = {},
  order: 'v0' | 'v1' = 'v1',
): readonly string[] {
  const document = drawing(nodes, connections, { settings: { executionOrder: order } })
  const { plan } = compile(importWorkflow(document).workflow, testCatalog())
  const agenda = emptyAgenda()
  begin(plan, agenda, started([1]))
  return told(plan, agenda, gives)
}

function started(counts: readonly number[]): ExecutionStarted {
  return {
    type: 'executionStarted',
    at: 0,
    format: 1,
    behaviour: 1,
    version: 'v',
    mode: 'manual',
    trigger: 'id-of-Start',
    outputs: counts.map((count) => ({ count, items: 'stored' })),
    rootId: 'e',
  }
}

function told(plan: Plan, agenda: Agenda, gives: Gives): readonly string[] {
  const ran: string[] = []
  const runs = new Map<string, number>()
  for (let step = 0; step < 50; step++) {
    const move = next(plan, agenda)
    if (move.do === 'finish') return [...ran, move.outcome]
    take(plan, agenda, move)
    const name = plan.nodes[move.pending.node]?.name ?? '?'
    const run = runs.get(name) ?? 0
    runs.set(name, run + 1)
    ran.push(`${name}(${sourcesOf(move.pending)})`)
    settle(plan, agenda, ended(name, run, move.pending, gives[name]?.[run] ?? gives[name]?.at(-1) ?? [1]))
  }
  return [...ran, 'and so on']
}

function sourcesOf({ source, forced }: Pending): string {
  return `${forced ? 'forced ' : ''}${source.map((one) => (one === null ? '-' : short(one))).join(' ')}`
}

function short({ node, output, run }: Source): string {
  const name = node.replace('id-of-', '')
  return `${name}${output === 0 ? '' : `.${output}`}${run === 0 ? '' : `#${run}`}`
}

function ended(name: string, run: number, { source }: Pending, counts: readonly number[]): NodeEnded {
  const failed = counts[0] === -1
  const given = failed ? counts.slice(1) : counts
  return {
    type: 'nodeEnded',
    at: 0,
    took: 0,
    node: `id-of-${name}`,
    run,
    order: 0,
    attempts: 1,
    source,
    status: failed ? 'error' : 'success',
    continued: failed && given.length > 0,
    outputs: given.map((count) => ({ count, items: 'stored' })),
  }
}

describe('what runs next', () => {
  const tree = {
    Start: { type: 'start', at: at(0, 0) },
    Low: { type: 'pass', at: at(200, 200) },
    High: { type: 'pass', at: at(200, 0) },
    BehindHigh: { type: 'pass', at: at(400, 0) },
    BehindLow: { type: 'pass', at: at(400, 200) },
  }
  const wires = ['Start > Low', 'Start > High', 'High > BehindHigh', 'Low > BehindLow']

  it('v1: the highest on the canvas first, with everything behind it', () => {
    expect(play(tree, wires)).toEqual(['High(Start)', 'BehindHigh(High)', 'Low(Start)', 'BehindLow(Low)', 'success'])
  })

  it('v0: level by level, in the order of connections', () => {
    expect(play(tree, wires, {}, 'v0')).toEqual([
      'Low(Start)',
      'High(Start)',
      'BehindLow(Low)',
      'BehindHigh(High)',
      'success',
    ])
  })

  const split = {
    Start: { type: 'start', at: at(0, 0) },
    If: { type: 'split', at: at(200, 0) },
    A: { type: 'pass', at: at(400, 0) },
    B: { type: 'pass', at: at(400, 200) },
    Join: { type: 'join', at: at(600, 0) },
    End: { type: 'pass', at: at(800, 0) },
  }
  const joined = ['Start > If', 'If > A', 'If.1 > B', 'A > Join', 'B > Join.1', 'Join > End']

  it('takes both branches and joins', () => {
    expect(play(split, joined, { If: [[1, 2]] })).toEqual([
      'If(Start)',
      'A(If)',
      'B(If.1)',
      'Join(A B)',
      'End(Join)',
      'success',
    ])
  })

  it('takes one branch, skips the other, and joins with what there is when nothing else is left', () => {
    expect(play(split, joined, { If: [[0, 2]] })).toEqual(['If(Start)', 'B(If.1)', 'Join(- B)', 'End(Join)', 'success'])
  })

  it('v0: forces an untouched branch with an empty item so that a join gets something', () => {
    expect(play(split, joined, { If: [[1, 0]] }, 'v0')).toEqual([
      'If(Start)',
      'A(If)',
      'B(forced A)',
      'Join(A B)',
      'End(Join)',
      'success',
    ])
  })

  it('runs a node once for each connection into its single input', () => {
    const diamond = {
      Start: { type: 'start', at: at(0, 0) },
      A: { type: 'pass', at: at(200, 0) },
      B: { type: 'pass', at: at(200, 200) },
      End: { type: 'pass', at: at(400, 0) },
    }
    expect(play(diamond, ['Start > A', 'Start > B', 'A > End', 'B > End'])).toEqual([
      'A(Start)',
      'End(A)',
      'B(Start)',
      'End(B)',
      'success',
    ])
  })

  it('keeps a second arrival for the next round, which runs alone in the end', () => {
    const twice = {
      Start: { type: 'start', at: at(0, 0) },
      A: { type: 'pass', at: at(200, 0) },
      B: { type: 'pass', at: at(200, 100) },
      C: { type: 'pass', at: at(200, 200) },
      Join: { type: 'join', at: at(400, 0) },
    }
    expect(play(twice, ['Start > A', 'Start > B', 'Start > C', 'A > Join', 'B > Join', 'C > Join.1'])).toEqual([
      'A(Start)',
      'B(Start)',
      'C(Start)',
      'Join(A C)',
      'Join(B -)',
      'success',
    ])
  })

  it('goes round a loop until a round gives nothing, or the loop says done', () => {
    const loop = {
      Start: { type: 'start', at: at(0, 0) },
      Loop: { type: 'countdown', at: at(200, 0) },
      Body: { type: 'pass', at: at(400, 200) },
      Done: { type: 'pass', at: at(400, 0) },
    }
    const around = ['Start > Loop', 'Loop > Done', 'Loop.1 > Body', 'Body > Loop']
    expect(
      play(loop, around, {
        Loop: [
          [0, 1],
          [0, 1],
          [1, 0],
        ],
      }),
    ).toEqual([
      'Loop(Start)',
      'Body(Loop.1)',
      'Loop(Body)',
      'Body(Loop.1#1)',
      'Loop(Body#1)',
      'Done(Loop#2)',
      'success',
    ])
    expect(play(loop, around, { Loop: [[0, 1]], Body: [[0]] })).toEqual(['Loop(Start)', 'Body(Loop.1)', 'success'])
  })

  it('starts nothing after a failure', () => {
    expect(play(tree, wires, { High: [[-1]] })).toEqual(['High(Start)', 'error'])
  })

  it('goes on after a failure that is continued, and has failed if that was the last run', () => {
    expect(play(tree, wires, { High: [[-1, 1]] })).toEqual([
      'High(Start)',
      'BehindHigh(High)',
      'Low(Start)',
      'BehindLow(Low)',
      'success',
    ])
    expect(play(tree, wires, { BehindHigh: [[-1, 1]] }).at(-1)).toBe('success')
    expect(play(tree, wires, { BehindLow: [[-1, 1]] }).at(-1)).toBe('error')
  })

  it('leads nowhere from an output without items', () => {
    expect(play(tree, wires, { High: [[0]], Low: [[0]] })).toEqual(['High(Start)', 'Low(Start)', 'success'])
  })

  it('is quick: ten thousand steps on a thousand nodes take no longer for the size of the workflow', () => {
    const chain: Record<string, Drawn> = { Start: { type: 'start' } }
    const links: string[] = []
    for (let i = 0; i < 1000; i++) {
      chain[`N${i}`] = { type: 'pass' }
      links.push(`${i === 0 ? 'Start' : `N${i - 1}`} > N${i}`)
    }
    const { plan } = compile(importWorkflow(drawing(chain, links)).workflow, testCatalog())
    const agenda = emptyAgenda()
    begin(plan, agenda, started([1]))
    const began = performance.now()
    let steps = 0
    for (let move = next(plan, agenda); move.do === 'run'; move = next(plan, agenda)) {
      take(plan, agenda, move)
      settle(plan, agenda, ended(plan.nodes[move.pending.node]?.name ?? '', 0, move.pending, [1]))
      steps += 1
    }
    expect(steps).toBe(1000)
    expect((performance.now() - began) / steps).toBeLessThan(2)
  })
})
