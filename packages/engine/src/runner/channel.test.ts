import { duplexPair } from 'node:stream'
import { expect, test } from 'vitest'
import { openChannel } from './channel.ts'

/** What arrives on the other end of what is sent: messages in their order, and the lengths of frames. */
async function arrives(send: readonly string[]) {
  const [ours, theirs] = duplexPair()
  const bytes: Buffer[] = []
  const received: string[] = []
  theirs.on('data', (chunk: Buffer) => void bytes.push(chunk))
  const { promise: lost, resolve } = Promise.withResolvers<void>()
  openChannel<string, never>(
    theirs,
    (message) => void received.push(message),
    () => resolve(),
  )
  const channel = openChannel<never, string>(
    ours,
    () => undefined,
    () => undefined,
  )
  for (const message of send) channel.send(message)
  channel.close()
  theirs.end()
  await lost
  const all = Buffer.concat(bytes)
  const frames: number[] = []
  for (let at = 0; at < all.length; at += 4 + (frames.at(-1) ?? 0)) frames.push(all.readUInt32LE(at))
  return { received, frames }
}

test('what is sent at once arrives in its order, as one frame', async () => {
  const { received, frames } = await arrives(['a', 'ü', 'c'])
  expect(received).toEqual(['a', 'ü', 'c'])
  expect(frames).toHaveLength(1)
})

test('what is large arrives in frames of their own', async () => {
  const messages = Array.from({ length: 7 }, (_, i) => `${i}${'x'.repeat(400_000)}`).concat('y'.repeat(2_500_000), 'z')
  const { received, frames } = await arrives(messages)
  expect(received.map((message) => message[0])).toEqual(['0', '1', '2', '3', '4', '5', '6', 'y', 'z'])
  expect(frames).toHaveLength(6)
  expect(Math.max(...frames)).toBeLessThan(2_600_000)
})
