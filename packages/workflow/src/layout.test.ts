import { describe, expect, it } from 'vitest'
import { type Position, type Workflow, newWorkflow } from './document.ts'
import { newOverlaps, overlaps, toCanvas, toDocument } from './layout.ts'

function placed(...positions: readonly Position[]): Workflow {
  const nodes = positions.map((position, at) => {
    const id = `n${at}`
    return [id, { id, name: id, type: 'noOp', typeVersion: 1, position, parameters: {} }] as const
  })
  return { ...newWorkflow('Placed'), nodes: new Map(nodes) }
}

const box = (node: string, x: number, y: number) => ({ node, x, y, width: 10, height: 10 })

describe('overlaps', () => {
  it('are boxes over each other, not beside each other', () => {
    expect(overlaps([box('a', 0, 0), box('b', 9, 9), box('c', 10, 0), box('d', 0, 10)])).toEqual([
      ['a', 'b'],
      ['d', 'b'],
      ['b', 'c'],
    ])
  })

  it('are new where the author had kept cards apart', () => {
    const none = () => false
    expect(newOverlaps(placed([0, 0], [144, 0], [0, 64]), none)).toEqual([])
    expect(newOverlaps(placed([0, 0], [130, 0]), none)).toEqual([['n0', 'n1']])
    expect(newOverlaps(placed([0, 0], [90, 0]), none)).toEqual([])
    expect(newOverlaps(placed([0, 0], [130, 0]), ({ id }) => id === 'n1')).toEqual([])
  })

  it('are found among 10,000 cards in a row', () => {
    const row = Array.from({ length: 10_000 }, (_, at) => box(`n${at}`, at * 9, 0))
    expect(overlaps(row).length).toBe(9_999)
  })
})

it('gives a document its coordinates back after a drag', () => {
  for (const position of [
    [0, 0],
    [-221, 37],
    [240, 160],
  ] as const) {
    expect(toDocument(toCanvas(position))).toEqual(position)
  }
})
