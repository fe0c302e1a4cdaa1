import { expect, test } from 'vitest'
import { createCamera } from './camera.ts'
import { type Rectangle, boundsOf } from './rectangle.ts'

const seen: Rectangle = { x: 0, y: 0, width: 1000, height: 600 }

function watched() {
  const moves: unknown[] = []
  const camera = createCamera()
  const detach = camera.attach({
    seen: () => seen,
    pointer: () => undefined,
    moveBy: (shift) => moves.push(shift),
    fit: (box) => moves.push(box),
  })
  return { camera, moves, detach }
}

test('what is in view stays where it is; what is not comes in by the shortest way', () => {
  const { camera, moves } = watched()
  camera.reveal({ x: 10, y: 10, width: 216, height: 80 })
  expect(moves).toEqual([])
  camera.reveal({ x: 900, y: -50, width: 216, height: 80 })
  expect(moves).toEqual([{ x: 116, y: -50 }])
})

test('what is larger than the view is fitted', () => {
  const { camera, moves } = watched()
  const box = { x: 0, y: 0, width: 4000, height: 80 }
  camera.reveal(box)
  expect(moves).toEqual([box])
})

test('without a canvas nothing is seen and nothing moves', () => {
  const { camera, moves, detach } = watched()
  expect(camera.middle()).toEqual({ x: 500, y: 300 })
  detach()
  camera.reveal({ x: 5000, y: 0, width: 1, height: 1 })
  expect([camera.middle(), moves]).toEqual([undefined, []])
})

test('one rectangle goes around several', () => {
  const boxes = [
    { x: 0, y: 10, width: 10, height: 10 },
    { x: 90, y: 0, width: 10, height: 5 },
  ]
  expect(boundsOf(boxes)).toEqual({ x: 0, y: 0, width: 100, height: 20 })
  expect(boundsOf([])).toBeUndefined()
})
