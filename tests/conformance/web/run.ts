/**
 * Recorded exchanges against a real server: its database is filled as the command line fills one, its runners
 * are real processes, and requests go over sockets. Client cases (the HTTP Request node against scripted
 * servers) and cases that listen for a test event need a person's session and are skipped here.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { catalog } from '@millrace/nodes'
import type { Json, JsonObject } from '@millrace/sdk'
import { personalProject, readConfig, type RunningServer, startServer } from '@millrace/server'
import { openStore, systemPrincipal } from '@millrace/store'
import { readTypeName } from '@millrace/workflow'
import { importIntoDatabase } from '../../../packages/cli/src/import/into-database.ts'
import type { Failure, Suite, SuiteOptions } from '../suite.ts'
import { sameJson } from '../workflows/matches.ts'
import { listOf, objectOf, textOf } from '../workflows/recorded.ts'
import { compareAnswer } from './compare-answer.ts'
import { type Answer, sendRequest } from './request.ts'

interface WebCase {
  readonly file: string
  readonly id: string
  readonly group: string
  readonly title: string
  readonly raw: JsonObject
}

export const run: Suite = async (folder, options) => {
  const cases = readCases(folder, options)
  const playable = cases.filter(canPlay)
  const failures: Failure[] = []
  const files: Record<string, [number, number, number]> = {}
  for (const one of cases) (files[one.file] ??= [0, 0, 0])[2] += playable.includes(one) ? 0 : 1
  if (playable.length > 0) {
    await withServer(folder, playable, async (play) => {
      for (const one of playable) {
        const difference = await play(one)
        ;(files[one.file] ??= [0, 0, 0])[difference === undefined ? 0 : 1] += 1
        if (difference !== undefined)
          failures.push({ id: one.id, difference: `${one.file} ${one.group} “${one.title}” ${difference}` })
      }
    })
  }
  const total = (place: 0 | 1 | 2) => Object.values(files).reduce((sum, counts) => sum + counts[place], 0)
  return { passed: total(0), failed: total(1), skipped: total(2), failures, files }
}

function readCases(folder: string, { only }: SuiteOptions): readonly WebCase[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
  return names.toSorted().flatMap((name) => {
    const file = name.replace(/\.jsonl$/, '')
    return readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const raw: JsonObject = JSON.parse(line)
        return { file, raw, id: textOf(raw.id), group: textOf(raw.group), title: textOf(raw.title) }
      })
      .filter((one) => only === undefined || [one.id, one.group, one.file].some((text) => text.includes(only)))
  })
}

/** A case is played when its node types can run here and it needs nobody who is signed in. */
function canPlay({ raw }: WebCase): boolean {
  if (raw.requests === undefined || raw.responses === undefined || raw.listen !== undefined) return false
  if (listOf(raw.responses).some((one) => objectOf(one).form !== undefined)) return false
  return listOf(objectOf(raw.workflow).nodes).every((node) => {
    const found = catalog.node(readTypeName(textOf(objectOf(node).type)))
    return found !== undefined && found.description.unavailable !== true
  })
}

type Play = (one: WebCase) => Promise<string | undefined>

async function withServer(
  folder: string,
  cases: readonly WebCase[],
  use: (play: Play) => Promise<void>,
): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'millrace-web-'))
  const seen: Json[] = []
  const sink = await openSink(seen)
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
    await importIntoDatabase(
      documents(cases, portOf(sink)),
      { publish: true, say: () => {}, complain: () => {} },
      config,
    )
    server = await startServer(config)
    const { port, url } = server
    await use((one) => playCase(one, port, url, seen))
  } finally {
    await server?.close(0)
    sink.close()
    rmSync(home, { recursive: true, force: true })
  }
}

async function storeCredentials(home: string, file: string): Promise<void> {
  const credentials: Json = JSON.parse(readFileSync(file, 'utf8'))
  const store = await openStore({ home, prune: false })
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

async function* documents(cases: readonly WebCase[], sinkPort: number) {
  for (const { id, raw } of cases) {
    const text = JSON.stringify({ name: id, ...objectOf(raw.workflow), id })
    yield { file: id, text: text.replaceAll(':18080', `:${sinkPort}`) }
  }
}

/** Takes what workflows post to `/seen`. */
function openSink(seen: Json[]): Promise<Server> {
  const sink = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const value: Json = JSON.parse(Buffer.concat(chunks).toString('utf8') || 'null')
    seen.push(value)
    response.setHeader('content-type', 'application/json').end('{}')
  })
  return new Promise((resolve) => sink.listen(0, '127.0.0.1', () => resolve(sink)))
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function playCase({ raw }: WebCase, port: number, base: string, seen: Json[]): Promise<string | undefined> {
  seen.length = 0
  const requests = listOf(raw.requests).map(objectOf)
  const hookId = textOf(objectOf(listOf(objectOf(raw.workflow).nodes)[0]).webhookId)
  const answers: Answer[] = []
  try {
    const sendOne = (request: JsonObject) => sendRequest(port, pathOf(request, hookId, answers), request)
    if (raw.parallel === true) answers.push(...(await Promise.all(requests.map(sendOne))))
    else
      for (const request of requests) {
        if (request.from !== undefined) await pause(900)
        answers.push(await sendOne(request))
      }
  } catch (error) {
    return `no answer: ${error instanceof Error ? error.message : String(error)}`
  }
  const responses = listOf(raw.responses).map(objectOf)
  for (const [i, expected] of responses.entries()) {
    const actual = answers[i]
    const difference = actual === undefined ? 'no answer' : compareAnswer(expected, actual, base)
    if (difference !== undefined) return `answer ${i + 1}: ${difference}`
  }
  return raw.seen === undefined ? undefined : compareSeen(listOf(raw.seen), seen)
}

async function compareSeen(expected: readonly Json[], seen: readonly Json[]): Promise<string | undefined> {
  for (let waited = 0; seen.length < expected.length && waited < 5000; waited += 50) await pause(50)
  return sameJson(expected, [...seen], 'seen')
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

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
