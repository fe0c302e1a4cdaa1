import { type IncomingHttpHeaders, createServer } from 'node:http'
import { freePort } from './millrace.ts'

export interface Call {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A web service that workflows call: it answers at once, later when told, or not well. */
export interface Service {
  readonly address: string
  /** What was asked, oldest first. */
  readonly calls: Call[]
  /** Keeps callers waiting until it is let go. */
  hold(): void
  release(): void
  /** Answers with this status from now on. */
  answerWith(status: number): void
  /** Lets go, answers well, and forgets what was asked. */
  calmDown(): void
  end(): void
}

/** On a free port where none is said. */
export async function startService(wanted?: number): Promise<Service> {
  const calls: Call[] = []
  let status = 200
  let release: () => void = () => undefined
  let gate = Promise.resolve()
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      calls.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body })
      void gate.then(() => {
        response.statusCode = status
        response.setHeader('content-type', 'application/json').end('{"reservation":"rs_8106"}')
      })
    })
  })
  const port = wanted ?? (await freePort())
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${port}`,
    calls,
    hold() {
      gate = new Promise((resolve) => {
        release = resolve
      })
    },
    release: () => release(),
    answerWith(answer) {
      status = answer
    },
    calmDown() {
      release()
      status = 200
      calls.length = 0
    },
    end() {
      release()
      server.closeAllConnections()
      server.close()
    },
  }
}
