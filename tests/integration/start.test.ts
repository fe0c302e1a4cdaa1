/** Starting and stopping, as a stranger meets it at the command line. */
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  freePort,
  runMillrace,
  type ServerProcess,
  type ServerSettings,
  startServerProcess,
} from '../crash/server-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'millrace-start-'))
const used = join(folder, 'used')
const running: ServerProcess[] = []
let port: number

function start(settings: Partial<ServerSettings> & { readonly home: string }): ServerProcess {
  const server = startServerProcess({ port, ...settings })
  running.push(server)
  return server
}

const code = (id: string, jsCode: string) => ({
  id,
  name: id,
  nodes: [
    {
      id: 'hook',
      name: 'Webhook',
      type: 'n8n-nodes-base.webhook',
      typeVersion: 2,
      position: [0, 0],
      webhookId: id,
      parameters: { path: id, responseMode: 'lastNode', options: {} },
    },
    {
      id: 'code',
      name: 'Code',
      type: 'n8n-nodes-base.code',
      typeVersion: 2,
      position: [200, 0],
      parameters: { jsCode },
    },
  ],
  connections: { Webhook: { main: [[{ node: 'Code', type: 'main', index: 0 }]] } },
  settings: { executionOrder: 'v1' },
})

beforeAll(async () => {
  port = await freePort()
  writeFileSync(join(folder, 'short.json'), JSON.stringify(code('short', 'return [{ json: { six: 2 * 3 } }]')))
  writeFileSync(join(folder, 'endless.json'), JSON.stringify(code('endless', 'for (;;);')))
  const files = [join(folder, 'short.json'), join(folder, 'endless.json')]
  runMillrace({ home: used, port }, 'import', ...files, '--publish')
})

afterAll(() => {
  for (const server of running) server.signal('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** A home like the one that was used, with something wrong. */
function spoilt(name: string, spoil: (home: string) => void): string {
  const home = join(folder, name)
  cpSync(used, home, { recursive: true })
  spoil(home)
  return home
}

const database = (home: string) => join(home, 'millrace.db')

describe('a start that cannot succeed says why in one sentence, with what to do', () => {
  const refusals: readonly {
    readonly what: string
    readonly settings: () => Partial<ServerSettings> & { readonly home: string }
    readonly says: RegExp
  }[] = [
    {
      what: 'a setting that is none',
      settings: () => ({ home: used, env: { MILLRACE_PORT: 'five' } }),
      says: /^Millrace: MILLRACE_PORT is "five": use a whole number/,
    },
    {
      what: 'a folder that nobody can write to',
      settings: () => {
        writeFileSync(join(folder, 'file'), '')
        return { home: join(folder, 'file', 'home') }
      },
      says: /^Millrace: .*file.home cannot be written to\. Give .*, or set MILLRACE_HOME to another folder\.$/,
    },
    {
      what: 'a key that others can read',
      settings: () => ({ home: spoilt('readable', (home) => chmodSync(join(home, 'key'), 0o644)) }),
      says: /^Millrace: Others .* can read the key file .*readable.key\. Run `chmod 600 .*key`/,
    },
    {
      what: 'another key',
      settings: () => ({ home: used, env: { MILLRACE_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64') } }),
      says: /^Millrace: .* written under another master key\. Give the key it was written with/,
    },
    {
      what: 'no key any more',
      settings: () => ({ home: spoilt('keyless', (home) => rmSync(join(home, 'key'))) }),
      says: /^Millrace: The key file .*keyless.key is missing.* Put it back/,
    },
    {
      what: 'a database of a newer version',
      settings: () => ({
        home: spoilt('newer', (home) => {
          const newer = new DatabaseSync(database(home))
          newer.exec("insert into kysely_migration (name, timestamp) values ('9999-later', '2099-01-01')")
          newer.close()
        }),
      }),
      says: /^Millrace: The database was written by a newer version \(it knows 9999-later\)\. Start that version/,
    },
    {
      what: 'a database that is none',
      settings: () => ({
        home: spoilt('none', (home) => writeFileSync(database(home), 'This is a shopping list. '.repeat(500))),
      }),
      says: /^Millrace: The database .*none.millrace\.db is damaged\. Keep it, put a backup in its place/,
    },
    {
      what: 'a database that was cut off',
      settings: () => ({
        home: spoilt('cut', (home) => {
          const whole = readFileSync(database(home))
          writeFileSync(database(home), whole.subarray(0, 8192))
        }),
      }),
      says: /^Millrace: The database .*cut.millrace\.db is damaged\./,
    },
  ]

  test.each(refusals)('$what', async ({ settings, says }) => {
    const server = start(settings())
    expect(await server.ended(), server.said()).toBe(1)
    expect(server.said().trim().split('\n')).toHaveLength(1)
    expect(server.said().trim()).toMatch(says)
  })

  test('a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const taken = typeof address === 'object' && address !== null ? address.port : 0
    const server = start({ home: used, port: taken })
    expect(await server.ended()).toBe(1)
    other.close()
    expect(server.said().trim()).toBe(
      `Millrace: Port ${taken} is taken by another program. Stop it, or choose another port with MILLRACE_PORT.`,
    )
  })

  test('a folder that another server runs on', async () => {
    const first = start({ home: spoilt('shared', () => {}) })
    await first.ready()
    const second = start({ home: join(folder, 'shared'), port: await freePort() })
    expect(await second.ended()).toBe(1)
    expect(second.said().trim()).toMatch(
      new RegExp(`^Millrace: Another Millrace \\(process ${first.pid}\\) runs on the folder .*shared\\. Stop it, or`),
    )
    first.signal('SIGKILL')
    await first.ended()
    // However the first one ended, the folder is free again.
    const third = start({ home: join(folder, 'shared') })
    await third.ready()
    third.signal('SIGKILL')
    await third.ended()
  })
})

describe('a server that starts', () => {
  // One run of a busy machine may favour either; three do not.
  test('answers /healthz long before its routes are live', { retry: 2 }, async () => {
    const began = performance.now()
    const server = start({ home: used })
    const healthy = await firstAnswer('/healthz', 200)
    await server.ready()
    const ready = performance.now()
    server.signal('SIGKILL')
    await server.ended()
    expect((healthy - began) / (ready - began)).toBeLessThan(0.6)
  })
})

describe('a server that is stopped', () => {
  test('ends at once when nothing runs, whoever is still connected, and leaves nothing behind', async () => {
    const server = start({ home: used })
    await server.ready()
    expect(await textAt('/webhook/short')).toContain('6')
    const agent = new Agent({ keepAlive: true })
    await new Promise((resolve, reject) => {
      get({ port, host: '127.0.0.1', path: '/healthz', agent }, (answer) => answer.resume().on('end', resolve)).on(
        'error',
        reject,
      )
    })
    const began = performance.now()
    server.signal('SIGTERM')
    expect(await server.ended()).toBe(0)
    expect(performance.now() - began).toBeLessThan(2000)
    await server.familyEnded(500)
    agent.destroy()
  })

  test('takes everything with it when it is killed, code that never ends included', async () => {
    const server = start({ home: used })
    await server.ready()
    const call = textAt('/webhook/endless').catch(() => 'gone')
    // Code that answers comes from the same process that the endless code keeps busy.
    expect(await textAt('/webhook/short')).toContain('6')
    server.signal('SIGKILL')
    expect(await call).toBe('gone')
    await server.familyEnded(3000)
  })

  const old = nodeOlderThan(24)
  if (old !== undefined) {
    test('by an old Node runs on the one that came along, and does not outlive it', async () => {
      const home = join(folder, 'old')
      const settings = { home, node: old, env: { PATH: '/usr/bin:/bin' } }
      const first = start(settings)
      await first.ready()
      first.signal('SIGTERM')
      expect(await first.ended(), first.said()).toBe(0)
      await first.familyEnded(500)
      const second = start(settings)
      await second.ready()
      second.signal('SIGKILL')
      await second.ended()
      await second.familyEnded(3000)
      expect(existsSync(join(home, 'key'))).toBe(true)
    })
  }
})

/** When the path first answered with the status. */
async function firstAnswer(path: string, status: number): Promise<number> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined)
    await answer?.text()
    if (answer?.status === status) return performance.now()
    await pause(10)
  }
}

async function textAt(path: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`)
  return answer.text()
}

/** A Node on the path that cannot run the server itself. */
function nodeOlderThan(major: number): string | undefined {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const found = (process.env.PATH ?? '').split(delimiter).map((place) => join(place, name))
  return found.find((path) => {
    if (!existsSync(path)) return false
    const version = Number(spawnSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout.split('.')[0])
    return version > 0 && version < major
  })
}
