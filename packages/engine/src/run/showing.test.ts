import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Showing, type ShowingOptions } from './showing.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const node = { type: 'nodeStarted', node: 'n', run: 0, at: 0, attempt: 1 } as const

function showing(options: Partial<ShowingOptions> = {}) {
  const seen: string[] = []
  const hand = () => void seen.push('handed')
  const tell = () => void seen.push('told')
  return { seen, it: new Showing({ hand, tell, isAwaited: false, isWatched: false, ...options }) }
}

test('a step that is soon over is neither handed over nor told', () => {
  const { seen, it } = showing()
  it.starts(node)
  it.waits(false)
  vi.advanceTimersByTime(20)
  it.ended('n', 0)
  it.clear()
  vi.advanceTimersByTime(100)
  expect(seen).toEqual([])
})

test('a step that takes its time is told behind what happened before it', () => {
  const { seen, it } = showing()
  it.starts(node)
  it.waits(false)
  vi.advanceTimersByTime(25)
  expect(seen).toEqual(['handed', 'told'])
})

test('whoever waits to hear that an execution began hears it when it first has to wait, and only then so soon', () => {
  const { seen, it } = showing({ isAwaited: true })
  it.waits(false)
  vi.advanceTimersByTime(0)
  expect(seen).toEqual(['handed'])
  it.waits(false)
  vi.advanceTimersByTime(24)
  expect(seen).toEqual(['handed'])
})

test('an answer that is due leaves at once, and whoever looks on is told at once', () => {
  const { seen, it } = showing({ isWatched: true })
  it.wasShown()
  it.starts(node)
  expect(seen).toEqual(['told'])
  it.waits(true)
  vi.advanceTimersByTime(0)
  expect(seen).toEqual(['told', 'handed'])
})
