/** What code prints: shown at its node, limited in size, sent on while a long call still runs. */
import { type ActiveCall, activeCall } from './active.ts'
import { host } from './host.ts'
import { inspect } from './inspect.ts'
import type { ConsoleLine } from '../code.ts'

const linesPerFlush = 64
const flushEveryMs = 200

function print(level: ConsoleLine['level'], values: readonly unknown[]) {
  const call = activeCall()
  if (!call) return
  const { printed } = call
  if (printed.chars > printed.limit) return
  const room = printed.limit - printed.chars
  let text = values.map((value) => (typeof value === 'string' ? value.slice(0, room) : inspect(value))).join(' ')
  if (text.length > room) text = `${text.slice(0, room)} … (the rest of what is printed is left out)`
  printed.chars += text.length + 1
  printed.lines.push({ level, text })
  if (printed.lines.length >= linesPerFlush || Date.now() - printed.flushedAt > flushEveryMs) flushConsole(call)
}

export function flushConsole(call: ActiveCall) {
  if (call.printed.lines.length === 0) return
  host().print(call.id, JSON.stringify(call.printed.lines))
  call.printed.lines = []
  call.printed.flushedAt = Date.now()
}

export function printError(text: string) {
  print('error', [text])
}

export const codeConsole = {
  log: (...values: unknown[]) => print('log', values),
  info: (...values: unknown[]) => print('info', values),
  warn: (...values: unknown[]) => print('warn', values),
  error: (...values: unknown[]) => print('error', values),
  debug: (...values: unknown[]) => print('debug', values),
  trace: (...values: unknown[]) => print('debug', values),
  dir: (value: unknown) => print('log', [value]),
  table: (value: unknown) => print('log', [value]),
  assert: (condition: unknown, ...values: unknown[]) => {
    if (!condition) print('error', ['Assertion failed:', ...values])
  },
  group: (...values: unknown[]) => print('log', values),
  groupEnd: () => undefined,
  time: () => undefined,
  timeEnd: () => undefined,
}
