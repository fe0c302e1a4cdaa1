/** Questions to the callbacks of the call, answered at once or later. */
import { requireCall } from './active.ts'
import { bufferOf } from './buffer.ts'
import { host, readAnswer } from './host.ts'
import { packBytes, unpackBytes } from './packing.ts'

let lastAsk = 0

/** Asks and waits: the code sees a plain function call, while the process goes on with others. */
export function askNow(name: string, ...args: readonly unknown[]): unknown {
  return readAnswer(host().askNow(requireCall().id, name, packBytes(args)))
}

/** Asks; the promise settles when the answer comes back. */
export function askLater(name: string, args: readonly unknown[]): Promise<unknown> {
  const call = requireCall()
  return new Promise((resolve, reject) => {
    const id = ++lastAsk
    const text = packBytes(args)
    call.asks.set(id, { resolve, reject })
    host().ask(call.id, id, name, text)
  })
}

export function answerArrived(askId: number, answer: string) {
  const call = requireCall()
  const waiting = call.asks.get(askId)
  if (!waiting) return
  call.asks.delete(askId)
  try {
    waiting.resolve(answer.startsWith('V') ? unpackBytes(answer.slice(1), bufferOf) : readAnswer(answer))
  } catch (error) {
    waiting.reject(error)
  }
}
