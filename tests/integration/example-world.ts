/**
 * The world that examples and templates run in: real sandboxes, servers for the web, Git, mails, SSH and a directory, a folder of
 * files that is open to nodes, and a clock that waits for nobody.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDialer, createMachine, earlierRuns, type EarlierRun } from '@millrace/engine'
import { type LocalRun, runWorkflow, stillClock, TEST_TIME } from '@millrace/engine/testing'
import { catalog } from '@millrace/nodes'
import { createSandbox } from '@millrace/sandbox'
import { type Item, type Json, type JsonObject, portsOf, type WebhookResponse } from '@millrace/sdk'
import { importWorkflow, type WorkflowNode } from '@millrace/workflow'
import { startGitServer } from './git-server.ts'
import { type Directory, directoryAccount, startDirectory } from './ldap-server.ts'
import { type MailServer, smtpCredential, startMailServer } from './mail-server.ts'
import { sshAccount, type SshServer, startSshServer } from './ssh-server.ts'

/** What examples write where a reader puts an address and a folder of their own. */
const PLACES = {
  address: 'http://localhost:4000',
  folder: '/data/reports',
  repository: 'https://git.example.com/site.git',
}

/** What a workflow came to, as the manual shows it. */
export interface Outcome {
  /** What the nodes at the ends of the flow gave, by their names. */
  readonly result: Readonly<Record<string, readonly Json[]>>
  readonly error?: string
  /** What the caller of a webhook got. */
  readonly answer?: Json
  /** What the execution is found by. */
  readonly saved?: Readonly<Record<string, string>>
}

export interface World {
  /**
   * Runs a workflow by hand until nothing is left to do.
   * @param visitors what is answered at nodes that wait for somebody, by their names
   */
  play(document: Json, visitors?: Readonly<Record<string, JsonObject>>): Promise<Outcome>
  close(): Promise<void>
}

export async function createWorld(): Promise<World> {
  const sandbox = createSandbox()
  const dialer = createDialer({ policy: { mode: 'open' } })
  const root = mkdtempSync(join(tmpdir(), 'millrace-examples-'))
  const [folder, remote] = [join(root, 'open'), join(root, 'remote')]
  mkdirSync(folder)
  mkdirSync(join(remote, 'reports'), { recursive: true })
  const [pages, mails, ssh, directory, git] = await Promise.all([
    startPages(),
    startMailServer(),
    startSshServer(remote),
    startDirectory(),
    startGitServer(join(root, 'git'), { 'README.md': '# Site\n' }),
  ])
  const commands = { open: 'programs', path: process.env['PATH'] ?? '' } as const
  const machine = createMachine({ folders: [folder], closed: [], commands, git: true })
  const address = `http://localhost:${portOf(pages)}`
  return {
    async play(document, visitors = {}) {
      // None finds what another one wrote.
      rmSync(folder, { recursive: true })
      mkdirSync(folder)
      const text = JSON.stringify(document)
        .replaceAll(PLACES.address, address)
        .replaceAll(PLACES.repository, git.address)
        .replaceAll(PLACES.folder, JSON.stringify(folder).slice(1, -1))
      const placed: Json = JSON.parse(text)
      const run = await runWorkflow(placed, {
        catalog,
        sandbox,
        dialer,
        clock: stillClock(TEST_TIME),
        credentials: credentials(mails, ssh, directory),
        ...(answersCaller(placed) && { respond: 'responseNode' }),
        host: { machine },
      })
      const outcome = JSON.stringify(outcomeOf(placed, await answered(run, placed, visitors)))
      return JSON.parse(outcome.replaceAll(JSON.stringify(folder).slice(1, -1), PLACES.folder))
    },
    async close() {
      rmSync(root, { recursive: true, force: true })
      await Promise.all([
        sandbox.dispose(),
        dialer.close(),
        mails.close(),
        ssh.close(),
        directory.close(),
        git.close(),
        new Promise((done) => pages.close(done)),
      ])
    },
  }
}

/** The accounts that examples name. */
const credentials = (mails: MailServer, ssh: SshServer, directory: Directory) => [
  { id: 'example-smtp', type: 'smtp', data: smtpCredential(mails) },
  {
    id: 'example-jwt',
    type: 'jwtAuth',
    data: { keyType: 'passphrase', secret: 'a secret of ours', algorithm: 'HS256' },
  },
  { id: 'example-ssh', type: 'sshPassword', data: { host: '127.0.0.1', port: ssh.port, ...sshAccount } },
  { id: 'example-sftp', type: 'sftp', data: { host: '127.0.0.1', port: ssh.port, ...sshAccount } },
  {
    id: 'example-ldap',
    type: 'ldap',
    data: { hostname: '127.0.0.1', port: String(directory.port), ...directoryAccount, connectionSecurity: 'none' },
  },
  { id: 'example-totp', type: 'totpApi', data: { secret: 'BVDRSBXQB2ZEL5HE', label: '' } },
]

interface Ended extends Pick<LocalRun, 'status' | 'error' | 'response' | 'customData'> {
  readonly runs: readonly EarlierRun[]
}

/** Goes on with a run as often as a node waits for somebody. */
async function answered(run: LocalRun, document: Json, visitors: Readonly<Record<string, JsonObject>>): Promise<Ended> {
  const { executor, journal, response, customData } = run
  const entries = () => [...(journal.executions.get('execution') ?? [])]
  const names = namesOf(document)
  let { status, error } = run
  let waiting = run.runs.find((one) => one.status === 'waiting')?.node
  while (status === 'waiting') {
    const json = visitors[waiting ?? '']
    if (json === undefined) throw new Error(`Nobody answers at “${waiting}”.`)
    const went = await executor.goOn({
      execution: 'execution',
      workflow: 'workflow',
      fence: 0,
      entries: entries(),
      answer: { by: 'form', answer: [{ json }] },
    })
    ;({ status, error } = went)
    const still = [...went.progress.nodes.values()].flat().find((one) => one.status === 'waiting')
    waiting = still && names.get(still.node)
  }
  return { status, ...(error && { error }), ...(response && { response }), customData, runs: earlierRuns(entries()) }
}

function namesOf(document: Json): ReadonlyMap<string, string> {
  return new Map([...importWorkflow(document).workflow.nodes.values()].map(({ id, name }) => [id, name]))
}

function outcomeOf(document: Json, { status, error, runs, response, customData }: Ended): Outcome {
  const { workflow } = importWorkflow(document)
  const leads = new Set(workflow.edges.map(({ source }) => source))
  const ends = [...workflow.nodes.values()].filter(({ id }) => !leads.has(id))
  const result: Record<string, readonly Json[]> = {}
  for (const node of ends) {
    const its = runs.filter((one) => one.node === node.id)
    if (its.length > 0 && its.every((one) => one.status === 'success')) {
      result[node.name] = its.flatMap((one) => itemsOf(one, portCount(node), runs)).map(shown)
    }
  }
  if (status !== 'success' && error === undefined) throw new Error(`It ended as ${status}.`)
  return {
    result,
    ...(error && { error: error.message }),
    ...(response && { answer: shownAnswer(response) }),
    ...(Object.keys(customData).length > 0 && { saved: customData }),
  }
}

/** What a run gave; of one that gives nothing (the end of a form), what it was given. */
function itemsOf({ outputs, source: [from] }: EarlierRun, ports: number, runs: readonly EarlierRun[]): readonly Item[] {
  const gave = outputs.slice(0, ports).flatMap((output) => output ?? [])
  if (gave.length > 0 || !from) return gave
  return runs.find(({ node, run }) => node === from.node && run === (from.run ?? 0))?.outputs[from.output] ?? []
}

/** Fields as they are, of a file its name and kind. */
function shown({ json, binary }: Item): Json {
  if (binary === undefined) return json
  const files = Object.entries(binary).map(([name, { fileName = '', mimeType }]) => [name, `${fileName} (${mimeType})`])
  return { ...json, files: Object.fromEntries(files) }
}

function shownAnswer({ body, status, headers }: WebhookResponse): Json {
  if (body.kind === 'json') return body.value ?? null
  if (body.kind === 'text') return body.text
  return { status, ...headers }
}

/** How many outputs a reader sees at a node. */
function portCount({ type, parameters, typeVersion }: WorkflowNode): number {
  const description = catalog.node(type)?.description
  return description === undefined ? 0 : portsOf(description, parameters, typeVersion).outputs.length
}

/** Whether a node of a document answers the caller. */
function answersCaller(document: Json): boolean {
  const { workflow } = importWorkflow(document)
  return [...workflow.nodes.values()].some(({ type }) => catalog.node(type)?.description.answersCaller)
}

const feed = `<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
<item><title>Rain until Friday</title><link>http://localhost:4000/rain</link></item>
<item><title>Library open again</title><link>http://localhost:4000/library</link></item>
</channel></rss>`

const openOrders = [
  { order: 1001, customer: 'Ada', total: 120 },
  { order: 1002, customer: 'Ben', total: 35 },
]

/** The services that examples ask: a list of orders, a feed, a GraphQL endpoint. */
async function startPages(): Promise<Server> {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const answer = (type: string, body: string) => response.setHeader('content-type', type).end(body)
    switch (url.pathname) {
      case '/orders':
        return answer('application/json', JSON.stringify(url.searchParams.get('status') === 'open' ? openOrders : []))
      case '/feed':
        return answer('application/rss+xml', feed)
      case '/graphql': {
        const { variables } = JSON.parse(await textOf(request))
        const { customer, total } = openOrders.find((one) => String(one.order) === variables.id) ?? {}
        return answer('application/json', JSON.stringify({ data: { order: { customer, total } } }))
      }
      default:
        return response.writeHead(404).end()
    }
  })
  await new Promise<void>((done) => server.listen(0, 'localhost', done))
  return server
}

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  return Buffer.concat(await Array.fromAsync(stream)).toString()
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}
