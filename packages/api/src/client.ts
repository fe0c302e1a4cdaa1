/** Calls contracts over any `fetch`: the editor, the command line and tests share it. */
import * as z from 'zod'
import type { Answer, Contract, Given, Parts } from './contract.ts'
import { type Problem, problem } from './problem.ts'

export interface ClientOptions {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** Before every path: `http://localhost:5678`; left out, the page's own origin. */
  readonly baseUrl?: string
  /** The token of the session, read at each call. */
  readonly csrf?: () => string | null
  readonly headers?: Readonly<Record<string, string>>
}

export interface Client {
  /**
   * Calls a route.
   * @throws ApiError what the server refused, or `unreachable` when no answer came
   */
  call<P extends Parts>(route: Contract<P>, given: Given<P>, options?: { signal?: AbortSignal }): Promise<Answer<P>>
}

/** A route said no. Compare `code`; `message` is for people. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: string
  /** 0 when there was no answer. */
  readonly status: number
  readonly problem: Problem

  constructor(status: number, said: Problem, cause?: unknown) {
    super(said.message, cause === undefined ? undefined : { cause })
    this.status = status
    this.code = said.code
    this.problem = said
  }
}

export function createClient(options: ClientOptions): Client {
  return {
    async call(route, given, { signal } = {}) {
      const parts: Sent = sent.parse(given)
      const headers: Record<string, string> = { accept: 'application/json', ...options.headers }
      const csrf = route.method === 'GET' ? null : (options.csrf?.() ?? null)
      if (csrf !== null) headers['x-millrace-csrf'] = csrf
      if (parts.body !== undefined) headers['content-type'] = 'application/json'

      const url = `${options.baseUrl ?? ''}${fillPath(route.path, parts.params)}${queryText(parts.query)}`
      const response = await options
        .fetch(url, {
          method: route.method,
          headers,
          credentials: 'same-origin',
          ...(parts.body === undefined ? {} : { body: JSON.stringify(parts.body) }),
          ...(signal === undefined ? {} : { signal }),
        })
        .catch((cause: unknown) => {
          if (signal?.aborted) throw cause
          throw new ApiError(0, unreachable, cause)
        })
      const text = await response.text()
      if (!response.ok) throw new ApiError(response.status, readProblem(response.status, text))
      return readAnswer(route, text === '' ? undefined : JSON.parse(text))
    },
  }
}

function readAnswer<P extends Parts>(route: Contract<P>, value: unknown): Answer<P> {
  const schema: P['answer'] = route.answer
  return z.parse(schema, value)
}

const unreachable: Problem = {
  code: 'unreachable',
  message: 'Millrace does not answer.',
  hint: 'Check that the server is running and that you are online, then try again.',
}

const sent = z.object({
  params: z.record(z.string(), z.unknown()).optional(),
  query: z.record(z.string(), z.unknown()).optional(),
  body: z.unknown().optional(),
})
type Sent = z.output<typeof sent>

function fillPath(path: string, params: Readonly<Record<string, unknown>> = {}): string {
  return path.replace(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(String(params[name])))
}

function queryText(query: Readonly<Record<string, unknown>> = {}): string {
  const pairs = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) pairs.append(name, String(one))
    }
  }
  const text = pairs.toString()
  return text === '' ? '' : `?${text}`
}

function readProblem(status: number, text: string): Problem {
  try {
    return problem.parse(JSON.parse(text))
  } catch {
    // A proxy in between answers in its own words; they are of no use to the reader.
    return { code: `http_${status}`, message: `The server answered with status ${status}.` }
  }
}
