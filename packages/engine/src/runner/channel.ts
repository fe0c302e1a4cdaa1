/**
 * A pipe that carries messages. What is sent within one turn of the event loop leaves as one frame, so twenty
 * executions cost little more than one; only what is large leaves in several, so that whoever reads them can do
 * something else in between.
 */
import type { Duplex } from 'node:stream'
import { EngineError } from '../error.ts'

const HEADER = 4
/** How long a message may wait for others that leave at once, in milliseconds. */
const SOON = 5
/** No frame may be larger: it is a fault, or somebody who is no runner. */
const LARGEST = 512 * 1024 * 1024
/** Characters after which a frame is full. */
const FULL = 1_000_000

export interface Channel<Out> {
  /** Sends at the end of this turn of the event loop, or `soon`: with what else leaves within a moment. */
  send(message: Out, when?: 'now' | 'soon'): void
  /** Lets what was sent leave, then closes. */
  close(): void
}

/** Opens a channel over a pipe. `receive` gets each message; `lost` hears once when the pipe is closed. */
export function openChannel<In, Out>(
  pipe: Duplex,
  receive: (message: In) => void,
  lost: (why: Error | undefined) => void,
): Channel<Out> {
  let queue: Out[] = []
  let scheduled = false
  let timer: NodeJS.Timeout | undefined
  let gone = false
  const flush = () => {
    scheduled = false
    clearTimeout(timer)
    timer = undefined
    if (queue.length === 0 || gone) return
    const messages = queue
    queue = []
    pipe.cork()
    for (const text of framesOf(messages)) {
      const body = Buffer.from(text)
      const header = Buffer.allocUnsafe(HEADER)
      header.writeUInt32LE(body.length)
      pipe.write(header)
      pipe.write(body)
    }
    pipe.uncork()
  }
  const end = (why?: Error) => {
    if (gone) return
    gone = true
    lost(why)
  }
  const frames = new Frames((body) => {
    const messages: unknown = JSON.parse(body)
    if (!Array.isArray(messages)) throw new EngineError('protocol', 'A frame is no list of messages.')
    for (const message of messages) receive(message as In)
  })
  pipe.on('data', (bytes: Buffer) => {
    try {
      frames.push(bytes)
    } catch (fault) {
      pipe.destroy(fault instanceof Error ? fault : undefined)
    }
  })
  pipe.on('error', end)
  pipe.on('close', () => end())
  return {
    send(message, when = 'now') {
      if (gone) return
      queue.push(message)
      if (scheduled) return
      if (when === 'soon') {
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

/** Messages as lists in JSON, each as long as a frame may be, or of a single message. */
function framesOf(messages: readonly unknown[]): readonly string[] {
  const whole = JSON.stringify(messages)
  if (whole.length <= FULL || messages.length === 1) return [whole]
  const frames: string[] = []
  let list = ''
  for (const message of messages) {
    const text = JSON.stringify(message)
    if (list !== '' && list.length + text.length > FULL) {
      frames.push(`[${list}]`)
      list = ''
    }
    list = list === '' ? text : `${list},${text}`
  }
  frames.push(`[${list}]`)
  return frames
}

/** Cuts a stream of bytes into frames. */
class Frames {
  private readonly take: (body: string) => void
  private parts: Buffer[] = []
  private have = 0
  private want = HEADER
  private inBody = false

  constructor(take: (body: string) => void) {
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
    if (this.inBody) {
      this.want = HEADER
      this.inBody = false
      this.take(piece.toString())
      return
    }
    this.want = piece.readUInt32LE()
    this.inBody = true
    if (this.want > LARGEST) throw new EngineError('protocol', 'A frame is larger than any may be.')
  }
}
