/**
 * Served cases against a real server: its database is filled as the command line fills one, its runners are real
 * processes, and requests go over sockets. A case that listens for a test event does so as the owner of the server.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startListening } from '@millrace/api'
import type { Json, JsonObject } from '@millrace/sdk'
import { personalProject, readConfig, type RunningServer, startServer } from '@millrace/server'
import { openStore, systemPrincipal } from '@millrace/store'
import { importIntoDatabase } from '../../../packages/cli/src/import/into-database.ts'
import { type Browser, signedInBrowser } from '../../integration/server-client.ts'
import { sameJson } from '../workflows/matches.ts'
import { listOf, objectOf, textOf } from '../workflows/recorded.ts'
import { compareAnswer } from './compare-answer.ts'
import { type Answer, sendRequest } from './request.ts'
import type { Tell, WebCase } from './web-case.ts'

/** What the cases are played on. */
interface Stage {
  readonly server: RunningServer
  /** What the workflow of a case posted, in order. */
  readonly seenBy: (one: WebCase) => readonly Json[]
  /** A workflow of a case as the server has it. */
  readonly documentOf: (one: WebCase) => JsonObject
  /** The owner of the server: its first use makes one. */
  readonly owner: () => Promise<Browser>
}

/** How many cases run at a time: some wait for what goes on in the background. */
const AT_ONCE = 4

/** Plays the cases, several at a time. */
export async function playServedCases(folder: string, cases: readonly WebCase[], tell: Tell): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'millrace-web-'))
  const seen = new Map<string, Json[]>()
  const sink = await openSink(seen)
  // Every case posts below a path of its own, so that several can run at a time.
  const documentOf = ({ id, raw }: WebCase): JsonObject => {
    const text = JSON.stringify({ name: id, ...objectOf(raw.workflow), id })
    return objectOf(parse(text.replaceAll('127.0.0.1:18080', `127.0.0.1:${portOf(sink)}/${id}`)))
  }
  const config = readConfig({
    MILLRACE_HOME: home,
    MILLRACE_PORT: '0',
    MILLRACE_TIMEZONE: 'America/New_York',
    MILLRACE_CODE_MODULES: '',
    MILLRACE_LOG_LEVEL: 'error',
  })
  let server: RunningServer | undefined
  try {
    await storeCredentials(home, join(folder, 'credentials.json'))
    const documents = files(cases, documentOf)
    await importIntoDatabase(documents, { publish: true, say: () => {}, complain: () => {} }, config)
    const running = await startServer(config)
    server = running
    let owner: Promise<Browser> | undefined
    const stage: Stage = {
      server: running,
      documentOf,
      seenBy: ({ id }) => seen.get(id) ?? [],
      owner: () => (owner ??= signedInBrowser(running)),
    }
    const left = [...cases]
    const player = async (): Promise<void> => {
      for (let one = left.shift(); one !== undefined; one = left.shift()) tell(one, await playCase(one, stage))
    }
    await Promise.all(Array.from({ length: AT_ONCE }, player))
  } finally {
    await server?.close(0)
    sink.close()
    rmSync(home, { recursive: true, force: true })
  }
}

async function storeCredentials(home: string, file: string): Promise<void> {
  const credentials = parse(readFileSync(file, 'utf8'))
  const store = await openStore({ home })
  try {
    const project = await personalProject(store)
    for (const one of listOf(credentials).map(objectOf)) {
      const about = { id: textOf(one.id), type: textOf(one.type), name: textOf(one.id), fields: objectOf(one.data) }
      await store.credentials.create(systemPrincipal('conformance'), { ...about, project, allowedHosts: [] })
    }
  } finally {
    await store.close()
  }
}

async function* files(cases: readonly WebCase[], documentOf: Stage['documentOf']) {
  for (const one of cases) yield { file: one.id, text: JSON.stringify(documentOf(one)) }
}

/** Takes what workflows post to `/<case>/seen`. */
function openSink(seen: Map<string, Json[]>): Promise<Server> {
  const sink = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const value = parse(Buffer.concat(chunks).toString('utf8') || 'null')
    const id = request.url?.split('/')[1] ?? ''
    seen.set(id, [...(seen.get(id) ?? []), value])
    response.setHeader('content-type', 'application/json').end('{}')
  })
  return new Promise((resolve) => sink.listen(0, '127.0.0.1', () => resolve(sink)))
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function playCase(one: WebCase, stage: Stage): Promise<string | undefined> {
  const { raw } = one
  const { server, seenBy } = stage
  let answers: readonly Answer[]
  try {
    if (raw.listen !== undefined) await listen(one, stage)
    answers = await sendAll(raw, server.port)
  } catch (error) {
    return `no answer: ${error instanceof Error ? error.message : String(error)}`
  }
  const responses = listOf(raw.responses).map(objectOf)
  for (const [i, expected] of responses.entries()) {
    const actual = answers[i]
    const difference = actual === undefined ? 'no answer' : compareAnswer(expected, actual, server.url)
    if (difference !== undefined) return `answer ${i + 1}: ${difference}`
  }
  return raw.seen === undefined ? undefined : compareSeen(listOf(raw.seen), () => seenBy(one))
}

/** Starts to listen for a test event at the case's trigger, as the editor does. */
async function listen(one: WebCase, { owner, documentOf }: Stage): Promise<void> {
  const browser = await owner()
  const document = documentOf(one)
  const node = textOf(objectOf(listOf(document.nodes)[0]).id)
  await browser.call(startListening, { params: { id: one.id }, body: { document, node } })
}

async function sendAll(raw: JsonObject, port: number): Promise<readonly Answer[]> {
  const requests = listOf(raw.requests).map(objectOf)
  const hookId = textOf(objectOf(listOf(objectOf(raw.workflow).nodes)[0]).webhookId)
  const answers: Answer[] = []
  const sendOne = (request: JsonObject) => sendRequest(port, pathOf(request, hookId, answers), request)
  if (raw.parallel === true) return Promise.all(requests.map(sendOne))
  for (const request of requests) {
    if (request.from !== undefined) await pause(900)
    answers.push(await sendOne(request))
  }
  return answers
}

async function compareSeen(expected: readonly Json[], seen: () => readonly Json[]): Promise<string | undefined> {
  for (let waited = 0; seen().length < expected.length && waited < 5000; waited += 50) await pause(50)
  return sameJson(expected, [...seen()], 'seen')
}

/** The path of a request; one with `from` goes to an address that an earlier answer named. */
function pathOf(request: JsonObject, hookId: string, answers: readonly Answer[]): string {
  if (request.from === undefined) return textOf(request.path).replaceAll('{id}', hookId)
  const { response, json } = objectOf(request.from)
  const answer: JsonObject = JSON.parse(answers[Number(response)]?.bytes.toString('utf8') ?? '{}')
  const url = new URL(textOf(answer[textOf(json)]))
  const query = request.dropQuery === true ? '' : url.search
  const more = request.query === undefined ? '' : `${query === '' ? '?' : '&'}${textOf(request.query)}`
  return `${url.pathname}${request.addPath === undefined ? '' : textOf(request.addPath)}${query}${more}`
}

function parse(text: string): Json {
  const value: Json = JSON.parse(text)
  return value
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
