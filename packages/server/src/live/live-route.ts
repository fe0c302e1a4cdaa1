/** The editor's live connection: a WebSocket for whoever is signed in, opened by our own pages only. */
import { livePath } from '@millrace/api'
import type { FastifyRequest } from 'fastify'
import type { RawData, WebSocket } from 'ws'
import type { Caller } from '../auth/caller.ts'
import { checkCsrf } from '../http/csrf.ts'
import { problems } from '../http/http-problem.ts'
import type { Routes } from '../http/serve.ts'
import type { LiveHub } from './live-hub.ts'

const MAX_MESSAGE = 65_536
const MAX_BUFFERED = 8_388_608
const PING_MS = 30_000
/** How often a session is looked at again: who lost it is cut off. */
const CHECK_MS = 5000

export async function liveRoute(routes: Routes, hub: LiveHub, publicUrl: string): Promise<void> {
  const { default: websocket } = await import('@fastify/websocket')
  await routes.app.register(websocket, { options: { maxPayload: MAX_MESSAGE } })
  const callers = new WeakMap<FastifyRequest, Caller>()

  await routes.app.register(async (app) => {
    app.route({
      method: 'GET',
      url: livePath,
      config: { permission: 'signedIn' },
      preValidation: async (request) => {
        // An upgrade is a GET, but it opens a door for changing things: it must come from our pages.
        checkCsrf({ method: 'CONNECT', headers: request.headers }, undefined, publicUrl)
        const caller = await routes.findCaller(request)
        if (!caller) throw problems.notSignedIn()
        callers.set(request, caller)
      },
      handler: (_request, reply) => reply.status(426).send(),
      wsHandler: (socket, request) => {
        const caller = callers.get(request)
        if (!caller) socket.close()
        else attend(socket, hub, caller, () => routes.findCaller(request))
      },
    })
  })
}

function attend(socket: WebSocket, hub: LiveHub, caller: Caller, again: () => Promise<Caller | undefined>): void {
  const connection = hub.connect(caller.principal, (text) => {
    // A tab that stopped reading is let go; it follows again from where it was.
    if (socket.bufferedAmount > MAX_BUFFERED) socket.terminate()
    else if (socket.readyState === socket.OPEN) socket.send(text)
  })
  let alive = true
  const pings = setInterval(() => {
    if (!alive) socket.terminate()
    alive = false
    socket.ping()
  }, PING_MS)
  const checks = setInterval(() => {
    again().then(
      (still) => (still ? undefined : socket.close(4401, 'signed out')),
      () => socket.terminate(),
    )
  }, CHECK_MS)
  socket.on('pong', () => {
    alive = true
  })
  socket.on('message', (data: RawData) => {
    alive = true
    connection.receive(textOf(data))
  })
  socket.on('error', () => socket.terminate())
  socket.on('close', () => {
    clearInterval(pings)
    clearInterval(checks)
    connection.close()
  })
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8')
  return data instanceof ArrayBuffer ? Buffer.from(data).toString('utf8') : data.toString('utf8')
}
