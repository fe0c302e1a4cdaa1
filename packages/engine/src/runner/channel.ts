/**
 * A pipe that carries messages. What is sent within one turn of the event loop leaves as one frame, so twenty
 * executions cost little more than one; only what is large leaves in several, so that whoever reads them can do
 * something else in between.
 */
import type { Duplex } from 'node:stream'
import { EngineError } from '../error.ts'

/** A frame: how many bytes its list and what belongs to its messages take, the list in JSON, and the bytes. */
const HEADER = 8
/** How long a message may wait for others that leave at once, in milliseconds. */
const SOON = 5
/** No frame may be larger: it is a fault, or somebody who is no runner. */
const LARGEST = 512 * 1024 * 1024
/** Characters and bytes after which a frame is full. */
const FULL = 1_000_000

export interface SendOptions {
  /** What belongs to the message and is no JSON. */
  readonly bytes?: Uint8Array | undefined
  /** Leaves with what else leaves within a moment, not at the end of this turn. */
  readonly soon?: boolean
}

export interface Channel<Out> {
  /** Sends at the end of this turn of the event loop. */
  send(message: Out, options?: SendOptions): void
  /** Lets what was sent leave, then closes. */
  close(): void
}

const NO_BYTES = new Uint8Array(0)

/**
 * Opens a channel over a pipe. `receive` gets each message with its bytes, of which there may be none; `lost` hears
 * once when the pipe is closed.
 */
export function openChannel<In, Out>(
  pipe: Duplex,
  receive: (message: In, bytes: Uint8Array) => void,
  lost: (why: Error | undefined) => void,
): Channel<Out> {
  let queue: Sent[] = []
  let scheduled = false
  let timer: NodeJS.Timeout | undefined
  let gone = false
  const flush = () => {
    scheduled = false
    clearTimeout(timer)
    timer = undefined
    if (queue.length === 0 || gone) return
    const sent = queue
    queue = []
    pipe.cork()
    for (const frame of framesOf(sent)) pipe.write(frame)
    pipe.uncork()
  }
  const end = (why?: Error) => {
    if (gone) return
    gone = true
    lost(why)
  }
  const frames = new Frames((list, bytes) => readFrame(list, bytes, receive))
  pipe.on('data', (chunk: Buffer) => {
    try {
      frames.push(chunk)
    } catch (fault) {
      pipe.destroy(fault instanceof Error ? fault : undefined)
    }
  })
  pipe.on('error', end)
  pipe.on('close', () => end())
  return {
    send(message, { bytes = NO_BYTES, soon = false } = NO_OPTIONS) {
      if (gone) return
      queue.push({ message, bytes })
      if (scheduled) return
      if (soon) {
        timer ??= setTimeout(flush, SOON)
        return
      }
      scheduled = true
      setImmediate(flush)
    },
    close() {
      flush()
      pipe.end()
    },
  }
}

const NO_OPTIONS: SendOptions = {}

interface Sent {
  readonly message: unknown
  readonly bytes: Uint8Array
}

/** Messages in frames, each as long as one may be, or of a single message. */
function framesOf(sent: readonly Sent[]): readonly Buffer[] {
  const list = JSON.stringify(sent.flatMap(entriesOf))
  const size = sent.reduce((sum, { bytes }) => sum + bytes.length, list.length)
  if (size <= FULL || sent.length === 1) return [frameOf(list, sent)]
  const frames: Buffer[] = []
  let texts: string[] = []
  let members: Sent[] = []
  let full = 0
  for (const one of sent) {
    const text = entriesOf(one)
      .map((entry) => JSON.stringify(entry))
      .join()
    if (members.length > 0 && full + text.length + one.bytes.length > FULL) {
      frames.push(frameOf(`[${texts.join()}]`, members))
      texts = []
      members = []
      full = 0
    }
    texts.push(text)
    members.push(one)
    full += text.length + one.bytes.length
  }
  frames.push(frameOf(`[${texts.join()}]`, members))
  return frames
}

/** A message in the list of its frame; a number behind it says how many bytes belong to it. */
function entriesOf({ message, bytes }: Sent): readonly unknown[] {
  return bytes.length === 0 ? [message] : [message, bytes.length]
}

function frameOf(list: string, sent: readonly Sent[]): Buffer {
  const listLength = Buffer.byteLength(list)
  const bytesLength = sent.reduce((sum, { bytes }) => sum + bytes.length, 0)
  const frame = Buffer.allocUnsafe(HEADER + listLength + bytesLength)
  frame.writeUInt32LE(listLength, 0)
  frame.writeUInt32LE(bytesLength, 4)
  frame.write(list, HEADER)
  let at = HEADER + listLength
  for (const { bytes } of sent) {
    frame.set(bytes, at)
    at += bytes.length
  }
  return frame
}

function readFrame<In>(list: string, bytes: Buffer, receive: (message: In, bytes: Uint8Array) => void): void {
  const entries: unknown = JSON.parse(list)
  if (!Array.isArray(entries)) throw new EngineError('protocol', 'A frame is no list of messages.')
  let at = 0
  for (let place = 0; place < entries.length; place++) {
    const message: unknown = entries[place]
    const length: unknown = entries[place + 1]
    if (typeof length !== 'number') {
      receive(message as In, NO_BYTES)
      continue
    }
    if (at + length > bytes.length) throw new EngineError('protocol', 'A frame has fewer bytes than it says.')
    receive(message as In, bytes.subarray(at, at + length))
    at += length
    place += 1
  }
}

/** Cuts a stream of bytes into frames. */
class Frames {
  private readonly take: (list: string, bytes: Buffer) => void
  private parts: Buffer[] = []
  private have = 0
  private want = HEADER
  private listLength: number | undefined

  constructor(take: (list: string, bytes: Buffer) => void) {
    this.take = take
  }

  push(bytes: Buffer): void {
    this.parts.push(bytes)
    this.have += bytes.length
    while (this.have >= this.want) this.next()
  }

  private next(): void {
    const all = this.parts.length === 1 && this.parts[0] !== undefined ? this.parts[0] : Buffer.concat(this.parts)
    const piece = all.subarray(0, this.want)
    const rest = all.subarray(this.want)
    this.parts = rest.length === 0 ? [] : [rest]
    this.have = rest.length
    if (this.listLength !== undefined) {
      const { listLength } = this
      this.want = HEADER
      this.listLength = undefined
      this.take(piece.toString('utf8', 0, listLength), piece.subarray(listLength))
      return
    }
    this.listLength = piece.readUInt32LE(0)
    this.want = this.listLength + piece.readUInt32LE(4)
    if (this.want > LARGEST) throw new EngineError('protocol', 'A frame is larger than any may be.')
  }
}
