/**
 * What nodes send to services and what they make of the answers, over the wire. Nodes, versions, credentials and kinds
 * of cases that are not built yet are skipped.
 */
import {
  memoryBlobs,
  type LocalRun,
  lookOnce,
  runWorkflow,
  type RunWorkflowOptions,
  Secrets,
} from '@millrace/engine/testing'
import { catalog } from '@millrace/nodes'
import {
  type BinaryData,
  type Item,
  type ItemError,
  type Json,
  type JsonObject,
  type Output,
  toItemError,
} from '@millrace/sdk'
import { readTypeName } from '@millrace/workflow'
import type { Failure, Suite } from '../suite.ts'
import { listOf, objectOf, textOf } from '../workflows/recorded.ts'
import { compareRequests } from './compare-request.ts'
import { type Environment, type HttpCase, readCases, readEnvironment } from './http-case.ts'
import { type Judge, sameValue } from './same-value.ts'
import { type Arrived, openWire, type Wire } from './wire.ts'

/** How many cases run at a time. */
const AT_ONCE = 8

export const run: Suite = async (folder, options) => {
  const environment = readEnvironment(folder)
  const wire = await openWire()
  const failures: Failure[] = []
  const files: Record<string, [number, number, number]> = {}
  const left = [...readCases(folder, options)]
  const player = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) {
      const { id, file, title } = one
      const counts = (files[file] ??= [0, 0, 0])
      const difference = isBuilt(one) ? await tryCase(one, environment, wire) : 'skipped'
      counts[difference === undefined ? 0 : difference === 'skipped' ? 2 : 1] += 1
      if (difference !== undefined && difference !== 'skipped')
        failures.push({ id, difference: `${title} ${difference}` })
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, player))
  } finally {
    await wire.close()
  }
  const total = (place: 0 | 1 | 2) => Object.values(files).reduce((sum, counts) => sum + counts[place], 0)
  // A file of which nothing can run yet says nothing.
  const played = Object.fromEntries(Object.entries(files).filter(([, [passed, failed]]) => passed + failed > 0))
  return { passed: total(0), failed: total(1), skipped: total(2), failures, files: played }
}

function isBuilt({ node, version, kind, credentials, hasSubNodes, requests }: HttpCase): boolean {
  const description = catalog.node(readTypeName(node))?.description
  if (description === undefined || description.unavailable === true || !description.versions.includes(version))
    return false
  const polls = catalog.node(readTypeName(node))?.trigger?.by === 'poll'
  if (kind !== 'execute' && !(kind === 'poll' && polls)) return false
  if (hasSubNodes || requests.some((one) => one['mail'] !== undefined)) return false
  return credentials.every(({ type }) => catalog.credential(type) !== undefined)
}

async function tryCase(one: HttpCase, environment: Environment, wire: Wire): Promise<string | undefined> {
  const { dialer, arrived } = wire.play(one.responses)
  const blobs = memoryBlobs()
  const options = { ...optionsOf(one, environment), dialer }
  const host = { ...options.host, blobs }
  const read = async (file: BinaryData) =>
    file.id === undefined
      ? (file.data ?? '')
      : Buffer.from(await blobs.get(environment.executionId, file.id)).toString('base64')
  try {
    if (one.kind === 'poll') return await tryPoll(one, environment, { ...options, host }, arrived)
    const run = await runWorkflow(documentOf(one, environment), {
      ...options,
      host,
      mode: 'trigger',
      published: true,
      trigger: 'Input',
      items: one.input,
    })
    if (run.error?.code === 'operation_unavailable') return 'skipped'
    return compareRequests(one, arrived()) ?? (one.partial ? undefined : await compareOutcome(one, run, read))
  } catch (fault) {
    return `fault: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`
  }
}

function optionsOf({ credentials }: HttpCase, environment: Environment): RunWorkflowOptions {
  const { executionId, now, timezone, base, workflowId, nodeId } = environment
  const ids = [executionId]
  return {
    catalog,
    id: workflowId,
    zone: timezone,
    newId: () => ids.shift() ?? `${executionId}-${nodeId}`,
    clock: { now: () => now, sleep: async () => {} },
    credentials: credentials.map(({ type, data }) => ({ id: type, type, data })),
    host: {
      settings: {
        zone: timezone,
        publicUrl: base.replace(/\/$/, ''),
        sign: () => 'signature',
        maxCallDepth: 20,
        shortWait: 65_000,
      },
    },
  }
}

/** A trigger that polls is asked once; what it finds is what an execution would begin with. */
async function tryPoll(
  one: HttpCase,
  environment: Environment,
  options: RunWorkflowOptions,
  arrived: () => readonly Arrived[],
): Promise<string | undefined> {
  const { error, output, volatile, staticDataBefore: staticData = {}, staticDataAfter } = one
  const judge: Judge = { volatile }
  const [look] = await Promise.allSettled([
    lookOnce(documentOf(one, environment), 'Node', { ...options, staticData, manual: one.mode === 'manual' }),
  ])
  const difference = compareRequests(one, arrived())
  if (difference !== undefined || one.partial) return difference
  if (look.status === 'rejected') {
    if (error !== undefined) return compareError(error, toItemError(look.reason), judge)
    return `error: ${toItemError(look.reason).message}`
  }
  if (error !== undefined) return 'error: none where one was'
  const { begun, staticData: after } = look.value
  const judging = { read: async ({ data = '' }: BinaryData) => data, judge, secrets: secretsOf(one) }
  return (
    (await compareOutputs(listOf(output), begun.length === 0 ? [] : [begun.flat()], judging)) ??
    (staticDataAfter === undefined ? undefined : sameValue(staticDataAfter, after, '/staticDataAfter', judge))
  )
}

function documentOf(one: HttpCase, { nodeId, webhookId, workflowName }: Environment): JsonObject {
  const credentials = one.credentials.map(({ type }): [string, Json] => [type, { id: type, name: type }])
  return {
    name: workflowName,
    nodes: [
      { id: 'input', name: 'Input', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [0, 0], parameters: {} },
      {
        id: nodeId,
        name: 'Node',
        type: one.node,
        typeVersion: one.version,
        webhookId,
        position: [200, 0],
        parameters: one.parameters,
        credentials: Object.fromEntries(credentials),
      },
    ],
    connections: { Input: { main: [[{ node: 'Node', type: 'main', index: 0 }]] } },
    settings: { executionOrder: 'v1' },
    ...(one.staticDataBefore !== undefined && { staticData: { 'node:Node': one.staticDataBefore } }),
  }
}

interface Judging {
  readonly read: (file: BinaryData) => Promise<string>
  readonly judge: Judge
  readonly secrets: Secrets
}

async function compareOutcome(one: HttpCase, run: LocalRun, read: Judging['read']): Promise<string | undefined> {
  const { error, output, volatile } = one
  const judge: Judge = { volatile }
  if (error !== undefined) {
    if (run.error === undefined) return 'error: none where one was'
    return compareError(error, run.error, judge)
  }
  if (run.error !== undefined) return `error: ${run.error.message}`
  if (one.waits) return run.status === 'waiting' ? undefined : `status: ${run.status} for waiting`
  // What could not be recorded is not judged.
  if (objectOf(Array.isArray(output) ? {} : output)['unserializable'] === true) return undefined
  const node = run.runs.find(({ node: name }) => name === 'Node')
  return compareOutputs(listOf(output), node?.outputs ?? [], { read, judge, secrets: secretsOf(one) })
}

function compareError({ httpCode }: JsonObject, given: Pick<ItemError, 'httpCode'>, judge: Judge): string | undefined {
  return httpCode === undefined ? undefined : sameValue(String(httpCode), given.httpCode, '/error/httpCode', judge)
}

/**
 * What the record of an execution hides. What came out is read from the record, where a secret that a service gives
 * back stands as `[secret]`, though the run goes on with the secret itself.
 */
function secretsOf({ credentials, requests }: HttpCase): Secrets {
  const secrets = new Secrets()
  for (const { type, data } of credentials) secrets.learnFields(catalog.credential(type), data)
  for (const request of requests) {
    const headers = Object.entries(objectOf(request['headers'])).map(([name, value]) => [name, textOf(value)] as const)
    secrets.learnRequest({ signedHeaders: Object.fromEntries(headers) })
  }
  return secrets
}

async function compareOutputs(
  expected: readonly Json[],
  outputs: readonly Output[],
  judging: Judging,
): Promise<string | undefined> {
  const width = Math.max(filled(expected), filled(outputs))
  for (let output = 0; output < width; output++) {
    const [wanted, given] = [expected[output], outputs[output] ?? []]
    const at = `/output/${output}`
    const { large, items } = objectOf(Array.isArray(wanted) ? {} : wanted)
    const count = large === true ? Number(listOf(items)[0]) : listOf(wanted).length
    if (given.length !== count) return `${at}: ${given.length} items for ${count}`
    if (large === true) continue
    for (const [index, item] of given.entries()) {
      const difference = await compareItem(objectOf(listOf(wanted)[index]), item, `${at}/${index}`, judging)
      if (difference !== undefined) return difference
    }
  }
  return undefined
}

function filled(outputs: readonly (Json | Output)[]): number {
  return outputs.findLastIndex((one) => (Array.isArray(one) ? one.length > 0 : one !== null && one !== undefined)) + 1
}

async function compareItem(
  expected: JsonObject,
  item: Item,
  at: string,
  { read, judge, secrets }: Judging,
): Promise<string | undefined> {
  if (expected['json'] === undefined) return undefined
  const json: Json = JSON.parse(JSON.stringify(item.json))
  const files: Record<string, Json> = {}
  for (const [name, file] of Object.entries(item.binary ?? {})) {
    files[name] = { data: await read(file), mimeType: file.mimeType, ...(file.fileName && { fileName: file.fileName }) }
  }
  const wanted = Object.entries(objectOf(expected['binary'])).map(([name, file]): [string, Json] => {
    const { data = '', mimeType = '', fileName } = objectOf(file)
    return [name, { data, mimeType, ...(fileName !== undefined && fileName !== '' && { fileName }) }]
  })
  return (
    sameValue(secrets.hide(expected['json']), secrets.hide(json), `${at}/json`, judge) ??
    sameValue(Object.fromEntries(wanted), files, `${at}/binary`, judge)
  )
}
