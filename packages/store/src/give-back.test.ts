import { expect, test } from 'vitest'
import { giveBack } from './give-back.ts'

const MB = 1_048_576

function process(few = 0) {
  const state = { activity: 0, heap: 60 * MB, collected: 0 }
  const look = giveBack({
    activity: () => state.activity,
    heapBytes: () => state.heap,
    collect: () => {
      state.collected += 1
      state.heap = 30 * MB
    },
    few,
  })
  const looks = (times: number) => {
    for (let n = 0; n < times; n++) look()
  }
  return { state, looks }
}

test('memory is given back once in a quiet time', () => {
  const { state, looks } = process()
  looks(1)
  expect(state.collected).toBe(0)
  looks(10)
  expect(state).toMatchObject({ collected: 1, heap: 30 * MB })
})

test('nothing is collected while there is something to do', () => {
  const { state, looks } = process()
  for (let n = 0; n < 10; n++) {
    state.activity += 1
    looks(2)
  }
  expect(state.collected).toBe(0)
  looks(1)
  expect(state.collected).toBe(1)
})

test('another quiet time is used only where enough has come together', () => {
  const { state, looks } = process()
  looks(5)
  state.activity += 1
  state.heap = 40 * MB
  looks(5)
  expect(state.collected).toBe(1)
  state.activity += 1
  state.heap = 50 * MB
  looks(5)
  expect(state.collected).toBe(2)
})

test('where something is asked now and then, that is quiet too, and memory is given back whenever there is enough', () => {
  const { state, looks } = process(3)
  const sparsely = (times: number) => {
    for (let n = 0; n < times; n++) {
      state.activity += 3
      looks(1)
    }
  }
  sparsely(10)
  expect(state.collected).toBe(1)
  state.heap = 50 * MB
  sparsely(10)
  expect(state.collected).toBe(2)
  state.heap = 50 * MB
  for (let n = 0; n < 10; n++) {
    state.activity += 4
    looks(1)
  }
  expect(state.collected).toBe(2)
})
