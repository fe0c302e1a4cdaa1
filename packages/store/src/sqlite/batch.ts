/**
 * A batch of writes as one piece of memory, which changes its owner instead of being copied: how many there are, how
 * long each is, and all of them.
 */
const NUMBER = 4

export function joinWrites(writes: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const start = NUMBER * (1 + writes.length)
  const batch = new Uint8Array(writes.reduce((sum, { length }) => sum + length, start))
  const numbers = new DataView(batch.buffer)
  numbers.setUint32(0, writes.length)
  let at = start
  for (const [place, write] of writes.entries()) {
    numbers.setUint32(NUMBER * (1 + place), write.length)
    batch.set(write, at)
    at += write.length
  }
  return batch
}

export function splitWrites(batch: Uint8Array): readonly Uint8Array[] {
  const numbers = new DataView(batch.buffer, batch.byteOffset, batch.byteLength)
  const count = numbers.getUint32(0)
  let at = NUMBER * (1 + count)
  return Array.from({ length: count }, (_, place) => {
    const from = at
    at += numbers.getUint32(NUMBER * (1 + place))
    return batch.subarray(from, at)
  })
}
