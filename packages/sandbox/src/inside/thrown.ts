/** What was thrown, as people read it: the message, and the line of their code. */
import { isRecord } from './host.ts'

/** Where people's code says it comes from, in stacks. */
export const codeName = 'millrace-code'

/** A compiled function body starts two lines below the head that the engine puts before it. */
const headLines = 2

export interface Thrown {
  readonly message: string
  readonly name?: string
  readonly description?: string
  readonly lineNumber?: number
}

export function describeThrown(thrown: unknown, { withLine }: { readonly withLine: boolean }): Thrown {
  if (!isRecord(thrown)) return { message: typeof thrown === 'string' ? JSON.stringify(thrown) : String(thrown) }
  const message = readText(thrown, 'message') ?? plainText(thrown)
  const lineNumber = lineIn(readText(thrown, 'stack'))
  return {
    message: withLine && lineNumber !== undefined ? `${message} [line ${lineNumber}]` : message,
    name: readText(thrown, 'name'),
    description: readText(thrown, 'description'),
    lineNumber,
  }
}

/** Anything can be thrown, a proxy that throws again included. */
function readText(value: Record<string, unknown>, key: string): string | undefined {
  try {
    const text = value[key]
    return typeof text === 'string' ? text : undefined
  } catch {
    return undefined
  }
}

function plainText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'The code threw something that cannot be shown.'
  } catch {
    return 'The code threw something that cannot be shown.'
  }
}

function lineIn(stack: string | undefined): number | undefined {
  const line = stack?.match(/millrace-code:(\d+):\d+/)?.[1]
  return line === undefined ? undefined : Math.max(1, Number(line) - headLines)
}
