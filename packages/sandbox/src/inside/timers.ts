/** Timers, kept by the runner. They end with the call that started them. */
import { activeCall, requireCall } from './active.ts'
import { printError } from './console.ts'
import { host } from './host.ts'
import { describeThrown } from './thrown.ts'

let lastTimer = 0

function start(task: unknown, ms: number, values: readonly unknown[], again: boolean): number {
  if (typeof task !== 'function') throw new TypeError('A timer needs a function to call.')
  const call = requireCall()
  const id = ++lastTimer
  const delay = ms >= 1 ? Math.min(ms, 2 ** 31 - 1) : 1
  call.timers.set(id, () => {
    if (again) host().startTimer(call.id, id, delay)
    else call.timers.delete(id)
    Reflect.apply(task, undefined, values)
  })
  host().startTimer(call.id, id, delay)
  return id
}

function stop(id: unknown) {
  const call = activeCall()
  if (!call || typeof id !== 'number' || !call.timers.delete(id)) return
  host().stopTimer(call.id, id)
}

/** A timer rang. What its function throws belongs to nobody, so it is printed. */
export function timerRang(id: number) {
  try {
    activeCall()?.timers.get(id)?.()
  } catch (error) {
    printError(`Uncaught in a timer: ${describeThrown(error, { withLine: true }).message}`)
  }
}

export const timers = {
  setTimeout: (task: unknown, ms?: unknown, ...values: unknown[]) => start(task, Number(ms ?? 0), values, false),
  setInterval: (task: unknown, ms?: unknown, ...values: unknown[]) => start(task, Number(ms ?? 0), values, true),
  setImmediate: (task: unknown, ...values: unknown[]) => start(task, 0, values, false),
  clearTimeout: stop,
  clearInterval: stop,
  clearImmediate: stop,
  queueMicrotask: (task: unknown) => {
    if (typeof task !== 'function') throw new TypeError('queueMicrotask needs a function.')
    void Promise.resolve().then(() => Reflect.apply(task, undefined, []))
  },
}
