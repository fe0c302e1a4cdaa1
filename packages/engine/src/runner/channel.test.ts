import { duplexPair } from 'node:stream'
import { expect, test } from 'vitest'
import { openChannel } from './channel.ts'

/** What arrives on the other end of what is sent: messages in their order with their bytes, and the lengths of frames. */
async function arrives(send: readonly (string | readonly [message: string, bytes: Uint8Array])[]) {
  const [ours, theirs] = duplexPair()
  const bytes: Buffer[] = []
  const received: string[] = []
  const withBytes: (readonly [message: string, bytes: string])[] = []
  theirs.on('data', (chunk: Buffer) => void bytes.push(chunk))
  const { promise: lost, resolve } = Promise.withResolvers<void>()
  openChannel<string, never>(
    theirs,
    (message, own) => {
      received.push(message)
      if (own.length > 0) withBytes.push([message, Buffer.from(own).toString()])
    },
    () => resolve(),
  )
  const channel = openChannel<never, string>(
    ours,
    () => undefined,
    () => undefined,
  )
  for (const one of send) {
    if (typeof one === 'string') channel.send(one)
    else channel.send(one[0], { bytes: one[1] })
  }
  channel.close()
  theirs.end()
  await lost
  const all = Buffer.concat(bytes)
  const frames: number[] = []
  for (let at = 0; at < all.length; at += 8 + (frames.at(-1) ?? 0)) {
    frames.push(all.readUInt32LE(at) + all.readUInt32LE(at + 4))
  }
  return { received, withBytes, frames }
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

test('bytes arrive with the message they belong to, in frames that count them', async () => {
  const large = Buffer.alloc(700_000, 'a')
  const { received, withBytes, frames } = await arrives([
    'none',
    ['few', Buffer.from('ü')],
    ['many', large],
    ['others', large],
    'last',
  ])
  expect(received).toEqual(['none', 'few', 'many', 'others', 'last'])
  expect(withBytes).toEqual([
    ['few', 'ü'],
    ['many', large.toString()],
    ['others', large.toString()],
  ])
  expect(frames).toHaveLength(2)
})

test('a frame that promises more bytes than it has ends the channel', async () => {
  const [ours, theirs] = duplexPair()
  const { promise: lost, resolve } = Promise.withResolvers<Error | undefined>()
  const received: unknown[] = []
  openChannel<unknown, never>(theirs, (message) => void received.push(message), resolve)
  const list = Buffer.from('["a",9]')
  const header = Buffer.alloc(8)
  header.writeUInt32LE(list.length, 0)
  header.writeUInt32LE(2, 4)
  ours.write(Buffer.concat([header, list, Buffer.from('xx')]))
  expect(await lost).toMatchObject({ code: 'protocol' })
  expect(received).toEqual([])
})
