/** Nodes that speak protocols of their own obey the rules for what may be connected to, as requests do. */
import { createServer, type Server } from 'node:net'
import type { AddressInfo } from 'node:net'
import { createCredential, createWorkflow, runWorkflow as runByHand } from '@millrace/api'
import { createDialer } from '@millrace/engine'
import { runWorkflow } from '@millrace/engine/testing'
import { catalog } from '@millrace/nodes'
import type { JsonObject } from '@millrace/sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { signedInBrowser, startTestServer } from './server-client.ts'
import { startingAt } from './trigger-story.ts'

let target: Server
let reached: number

beforeAll(async () => {
  target = createServer((socket) => {
    reached += 1
    socket.destroy()
  })
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
})
afterAll(() => new Promise((resolve) => target.close(resolve)))
beforeEach(() => {
  reached = 0
})

const port = () => (target.address() as AddressInfo).port

interface Driver {
  readonly type: string
  readonly credential: string
  readonly parameters: JsonObject
  /** What the credential calls the host. */
  readonly host: string
}

const drivers: readonly Driver[] = [
  { type: 'emailSend', credential: 'smtp', host: 'host', parameters: { fromEmail: 'a@b.test', toEmail: 'c@d.test' } },
  { type: 'ssh', credential: 'sshPassword', host: 'host', parameters: { command: 'id' } },
  { type: 'ftp', credential: 'ftp', host: 'host', parameters: { operation: 'list' } },
  { type: 'ftp', credential: 'sftp', host: 'host', parameters: { operation: 'list', protocol: 'sftp' } },
  {
    type: 'ldap',
    credential: 'ldap',
    host: 'hostname',
    parameters: { baseDN: 'dc=a', attribute: 'cn', searchText: 'a' },
  },
]

/** Runs a node that would connect to the target, or to where the credential says. */
async function connect(
  driver: Driver,
  mode: 'open' | 'guarded',
  allowedHosts: readonly string[] = [],
  host = '127.0.0.1',
) {
  const dialer = createDialer({ policy: { mode } })
  const { type, credential, parameters } = driver
  const node = catalog.node(type)?.description
  const reference = { [credential]: { id: 'c', name: 'C' } }
  const document = {
    nodes: [
      {
        id: 's',
        name: 'Start',
        type: 'n8n-nodes-base.manualTrigger',
        typeVersion: 1,
        position: [0, 0],
        parameters: {},
      },
      {
        id: 'n',
        name: 'Node',
        type: `n8n-nodes-base.${type}`,
        typeVersion: node?.defaultVersion ?? 1,
        position: [200, 0],
        parameters,
        credentials: reference,
      },
    ],
    connections: { Start: { main: [[{ node: 'Node', type: 'main', index: 0 }]] } },
  }
  const fields = { [driver.host]: host, port: port(), username: 'u', password: 'p', timeout: 5, secure: false }
  try {
    const run = await runWorkflow(document, {
      catalog,
      dialer,
      host: { vault: { use: (_id, _who, action) => action({ type: credential, fields, allowedHosts }) } },
    })
    return run.error
  } finally {
    await dialer.close()
  }
}

describe.each(drivers)('$type with $credential', (driver) => {
  test.each(['127.0.0.1', 'localhost', '0x7f.1', '2130706433'])(
    'does not reach %s where it is closed',
    async (host) => {
      const error = await connect(driver, 'guarded', [], host)
      expect(error).toMatchObject({ httpCode: 'ECONNREFUSED', hint: expect.stringContaining('MILLRACE_OUTBOUND') })
      expect(reached).toBe(0)
    },
  )

  test('does not take its credential to hosts that this is not for', async () => {
    expect(await connect(driver, 'open', ['example.com'])).toMatchObject({ code: 'host_not_allowed' })
    expect(reached).toBe(0)
  })
})

test('triggers that look elsewhere do not either', async () => {
  const server = await startTestServer({ MILLRACE_OUTBOUND: 'guarded' })
  try {
    const ada = await signedInBrowser(server)
    const fields = { host: '127.0.0.1', port: port(), user: 'u', password: 'p', secure: false }
    const { id: imap } = await ada.call(createCredential, { body: { name: 'I', type: 'imap', fields } })
    const url = `http://127.0.0.1:${port()}/`
    const documents = [
      startingAt('emailReadImap', {}, { typeVersion: 2.2, credentials: { imap: { id: imap, name: 'I' } } }),
      startingAt('sseTrigger', { url }),
      startingAt('rssFeedReadTrigger', { feedUrl: url }),
    ]
    for (const document of documents) {
      const { id } = await ada.call(createWorkflow, { body: { document } })
      await expect(ada.call(runByHand, { params: { id }, body: { document } })).rejects.toMatchObject({
        message: expect.stringContaining('ECONNREFUSED'),
      })
    }
    expect(reached).toBe(0)
  } finally {
    await server.remove()
  }
})
