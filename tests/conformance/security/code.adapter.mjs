/**
 * Lets the security battery run Code bodies: a server process that holds the canary secret in its environment
 * and runs what it is sent through the sandbox with its default limits. Started as a program of its own, this
 * file is that server.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const self = fileURLToPath(import.meta.url)
const health = 1000

/** The server's cache is kept over its restarts, as that of an instance is. */
export default async function adapter({ secret }, language = 'javaScript') {
  const cache = await mkdtemp(join(tmpdir(), 'millrace-battery-cache-'))
  let server = await startServer(secret, cache)
  const ask = (path, body, timeout) =>
    fetch(`http://127.0.0.1:${server.port}${path}`, {
      method: 'POST',
      body: JSON.stringify(body ?? {}),
      signal: AbortSignal.timeout(timeout),
    }).then((response) => response.json())

  const stop = async () => {
    const ended = once(server.child, 'exit')
    server.child.kill('SIGTERM')
    await ended
  }
  const system = {
    name: 'millrace sandbox',
    run: (id, code, timeout) => ask('/run', { code, language }, timeout + 1000),
    healthy: () =>
      ask('/healthz', undefined, health).then(
        () => true,
        () => false,
      ),
    pids: () => system.known,
    known: [server.child.pid],
    restart: async () => {
      await stop()
      server = await startServer(secret, cache)
    },
    emergency: () => ask('/kill', undefined, health).catch(() => server.child.kill('SIGKILL')),
    stop: async () => {
      clearInterval(looking)
      await stop()
      await rm(cache, { recursive: true, force: true })
    },
  }
  const looking = setInterval(async () => {
    system.known = await ask('/pids', undefined, health).catch(() => [server.child.pid])
  }, 100)
  return system
}

async function startServer(secret, cache) {
  const child = spawn(process.execPath, ['--no-warnings', self, cache], {
    env: { PATH: process.env.PATH, MILLRACE_CANARY: secret },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [text] = await once(child.stdout, 'data')
  return { child, port: Number(text.toString()) }
}

async function serve() {
  const { createSandbox } = await import('@millrace/sandbox')
  const sandbox = createSandbox({ cacheFolder: process.argv[2] })
  let runs = 0

  const run = async ({ code, language }) => {
    const started = performance.now()
    const call = {
      language,
      code,
      mode: 'allItems',
      items: '[{"json":{}}]',
      context: JSON.stringify({ zone: 'UTC', workflow: { id: '1', name: 'probe' }, execution: { id: String(++runs) } }),
      callbacks: new Map(),
      tenant: 'battery',
      version: '1',
    }
    const answer = await sandbox.run(call).then(
      (result) => ({ ok: true, text: JSON.stringify(result.items) }),
      (error) => ({ ok: false, text: `${error.message} ${error.description ?? ''}` }),
    )
    return { ...answer, ms: performance.now() - started }
  }
  const routes = {
    '/run': run,
    '/healthz': () => ({ ok: true }),
    '/pids': () => [process.pid, ...sandbox.pids()],
    '/kill': () => {
      for (const pid of sandbox.pids()) process.kill(pid, 'SIGKILL')
      return { ok: true }
    },
  }
  const http = createServer(async (request, response) => {
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString() || '{}')
    const answer = await routes[request.url](body)
    response.end(JSON.stringify(answer))
  })
  http.listen(0, '127.0.0.1', () => process.stdout.write(`${http.address().port}\n`))
  process.on('SIGTERM', () => void sandbox.dispose().then(() => process.exit(0)))
}

if (process.argv[1] === self) await serve()
