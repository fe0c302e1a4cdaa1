/**
 * The few doors out of an isolate. The runner passes them in once per context; they take and give text
 * and numbers only, and live in this closure where people's code cannot name them.
 */
export interface Host {
  /** Asks a callback of the call and blocks this isolate, and nothing else, until the answer is there. */
  readonly askNow: (callId: string, name: string, args: string) => string
  /** Asks a callback of the call; the answer comes back as `dispatch('answer', askId, text)`. */
  readonly ask: (callId: string, askId: number, name: string, args: string) => void
  /** Starts a timer that comes back as `dispatch('timer', timerId)`. */
  readonly startTimer: (callId: string, timerId: number, ms: number) => void
  readonly stopTimer: (callId: string, timerId: number) => void
  /** Sends lines that were printed, as JSON text. */
  readonly print: (callId: string, lines: string) => void
  /** Delivers the outcome of a call that did not end within its first turn. */
  readonly deliver: (callId: string, outcome: string) => void
  /** Computes what only the system can: random bytes, digests, URL parsing. Text in, text out. */
  readonly compute: (name: string, args: string) => string
}

let installed: Host | undefined

export function installHost(host: Host) {
  installed = host
}

export function host(): Host {
  if (!installed) throw new Error('The sandbox has not been set up yet.')
  return installed
}

/**
 * Answers are `V` and the JSON of a value, `U` for undefined, or `E` and the JSON of an error, because
 * an exception that crossed by itself would carry the other realm's stack.
 */
export function readAnswer(answer: string): unknown {
  const text = answer.slice(1)
  if (answer.startsWith('V')) return JSON.parse(text)
  if (answer.startsWith('U')) return undefined
  throw revivedError(JSON.parse(text))
}

function revivedError(value: unknown): Error {
  const { name, message, description } = asRecord(value)
  const error = new Error(typeof message === 'string' ? message : 'The request failed.')
  if (typeof name === 'string')
    Object.defineProperty(error, 'name', { value: name, writable: true, configurable: true })
  if (typeof description === 'string') Object.assign(error, { description })
  return error
}

export function asRecord(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {}
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
