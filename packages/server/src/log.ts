/**
 * What the server tells its operators: one line of JSON per event when it runs as a service, plain words when a
 * person watches. The log library is loaded with the first line of a service, never for a person.
 */
export interface Log {
  error(facts: LogFacts, message: string): void
  warn(facts: LogFacts, message: string): void
  info(facts: LogFacts, message: string): void
  debug(facts: LogFacts, message: string): void
}

export type LogFacts = Readonly<Record<string, unknown>>

const levels = ['silent', 'error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof levels)[number]

export interface LogTarget {
  write(line: string): void
}

export function createLog(level: LogLevel, target: LogTarget, now: () => number): Log {
  const limit = levels.indexOf(level)
  const at = (name: LogLevel) => {
    if (levels.indexOf(name) > limit) return () => undefined
    return (facts: LogFacts, message: string) => {
      const shown = Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, plain(value)]))
      target.write(`${JSON.stringify({ at: new Date(now()).toISOString(), level: name, message, ...shown })}\n`)
    }
  }
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') }
}

/** Failures by listed fields only: a client's request or configuration never reaches the log. */
function plain(value: unknown): unknown {
  if (!(value instanceof Error)) return value
  const code = 'code' in value ? { code: value.code } : {}
  return { name: value.name, message: value.message, ...code, stack: value.stack, cause: plain(value.cause) }
}
