import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { type Frame, encodeFrames, frameWriter, maximumFrameBytes, readFrames } from './frames.ts'

const collect = (stream: PassThrough) => {
  const frames: Frame[] = []
  const broken: string[] = []
  readFrames(
    stream,
    (frame) => frames.push(frame),
    (reason) => broken.push(reason),
  )
  return { frames, broken }
}

it('brings frames over whole, however the pipe cuts them', () => {
  const stream = new PassThrough()
  const { frames } = collect(stream)
  const sent = [['call', '1', '{"a":"é€😀"}', ''], ['x'.repeat(70_000)], ['end']]
  const bytes = encodeFrames(sent)
  for (let at = 0; at < bytes.length; at += 4099) stream.write(bytes.subarray(at, at + 4099))
  expect(frames).toEqual(sent)
})

it('sends what a tick collects in one write', async () => {
  const stream = new PassThrough()
  let writes = 0
  stream.on('data', () => writes++)
  const send = frameWriter(stream)
  for (let n = 0; n < 20; n++) send(['frame', String(n)])
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(writes).toBe(1)
})

it.each([
  ['too large', Buffer.from([0xff, 0xff, 0xff, 0xff, 1])],
  ['a field past the end', Buffer.from([0, 0, 0, 6, 1, 0, 0, 0, 9, 65])],
  ['less than its fields', Buffer.from([0, 0, 0, 7, 1, 0, 0, 0, 1, 65, 66])],
  ['empty', Buffer.from([0, 0, 0, 0])],
])('refuses a frame that is %s, and reads nothing more', (_, bytes) => {
  const stream = new PassThrough()
  const { frames, broken } = collect(stream)
  stream.write(Buffer.concat([bytes, encodeFrames([['after']])]))
  expect(frames).toEqual([])
  expect(broken).toHaveLength(1)
  expect(maximumFrameBytes).toBeLessThan(2 ** 31)
})
