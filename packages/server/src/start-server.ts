/**
 * Starts the server in stages: the port is opened and answers `/healthz` before anything heavy is loaded; then the
 * database, the routes and the app come up behind the open door.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { type Config, listensOnLoopback } from './config.ts'
import { openFrontDoor } from './front-door.ts'
import { createHostGuard } from './http/host-guard.ts'
import { createLog, type LogTarget } from './log.ts'
import { asStartError } from './start-error.ts'

export interface StartOptions {
  /** Words for the person who started it: progress, the set-up token. */
  readonly say?: (line: string) => void
  readonly log?: LogTarget
  readonly now?: () => number
}

export interface RunningServer {
  /** Where the editor is. */
  readonly url: string
  readonly port: number
  /** Resolves when the editor can be opened: at a first start it is built. */
  readonly editorReady: Promise<void>
  /** Stops taking work, lets what runs go on for a moment, and closes everything. */
  close(graceMs?: number): Promise<void>
}

const GRACE_MS = 10_000

/**
 * What the composition root is made of, in parts: to load one holds the event loop, so requests for `/healthz` are
 * let in after each.
 */
const parts: readonly (() => Promise<unknown>)[] = [
  () => Promise.resolve(),
  () => import('@millrace/workflow'),
  () => import('@millrace/engine'),
  () => import('@millrace/nodes'),
  () => import('@millrace/api'),
  () => import('./app.ts'),
]
const LET_IN_MS = 2

/**
 * Starts the server; resolves when routes are live.
 * @throws StartError with a sentence for the person who started it
 */
export async function startServer(config: Config, options: StartOptions = {}): Promise<RunningServer> {
  const now = options.now ?? Date.now
  const log = createLog(config.logLevel, options.log ?? process.stderr, now)
  const { host } = config
  const door = await openFrontDoor({ host, port: config.port, openHooks: !listensOnLoopback(config) })
  const publicUrl = config.publicUrl ?? `http://localhost:${door.port}`
  door.guardHosts(createHostGuard({ publicUrl, listen: host, names: config.allowedHosts }))
  try {
    for (const load of parts) {
      await load()
      await pause(LET_IN_MS)
    }
    const { assemble } = await import('./assemble/assemble.ts')
    const inside = await assemble({ config, door, publicUrl, log, now, say: options.say ?? (() => undefined) })
    door.setReady(true)
    return {
      url: publicUrl,
      port: door.port,
      editorReady: inside.editorReady,
      async close(graceMs = GRACE_MS) {
        door.setReady(false)
        const closing = door.close(graceMs)
        await inside.close(graceMs)
        await closing
      },
    }
  } catch (error) {
    await door.close(0)
    throw asStartError(error)
  }
}
