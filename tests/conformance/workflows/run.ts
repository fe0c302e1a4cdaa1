/** Runs recorded workflow runs in this process, several at a time. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryBlobs, runWorkflow, TEST_TIME, type LocalRun } from '@millrace/engine/testing'
import { createDialer, createMachine, type Dialer, type EarlierRun, type Sandbox } from '@millrace/engine'
import { catalog } from '@millrace/nodes'
import { createSandbox } from '@millrace/sandbox'
import type { BinaryData, Catalog, ExecutionMode, Json, JsonObject } from '@millrace/sdk'
import { readTypeName } from '@millrace/workflow'
import type { Failure, Suite, SuiteOptions, SuiteResult } from '../suite.ts'
import { compareRun } from './compare.ts'
import { listOf, objectOf, readCase, type RecordedCase, textOf } from './recorded.ts'

/** How many cases run at a time. */
const AT_ONCE = 8
/** Stands in cases for the one folder that nodes may use, which is empty at first. */
const FILES = '@files@'
/** The id the recorded workflows were stored under. */
const MAIN = 'oracleMain000001'

export const run: Suite = async (folder, options) => runWith(catalog, folder, options)

/** The suite over any catalog. */
export async function runWith(types: Catalog, folder: string, options: SuiteOptions): Promise<SuiteResult> {
  const sandbox = createSandbox({ modules: [], web: false, processes: 3 })
  const dialer = createDialer({ policy: { mode: 'open' } })
  const failures: Failure[] = []
  const files: Record<string, [number, number, number]> = {}
  const work = casesIn(folder, options)
  const one = async (): Promise<void> => {
    for (let next = work.shift(); next !== undefined; next = work.shift()) {
      const { file, recorded, line } = next
      const counts = (files[file] ??= [0, 0, 0])
      if (!isKnown(recorded, types)) {
        counts[2] += 1
        continue
      }
      const difference = line.includes(FILES)
        ? await withFolder((folder) =>
            tryCase(readCase(line.replaceAll(FILES, folder)), types, sandbox, dialer, folder),
          )
        : await tryCase(recorded, types, sandbox, dialer)
      counts[difference === undefined ? 0 : 1] += 1
      if (difference !== undefined)
        failures.push({ id: recorded.id, difference: `${file} ${recorded.group} “${recorded.title}” ${difference}` })
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, one))
  } finally {
    await Promise.all([sandbox.dispose(), dialer.close()])
  }
  const total = (place: 0 | 1 | 2) => Object.values(files).reduce((sum, counts) => sum + counts[place], 0)
  return { passed: total(0), failed: total(1), skipped: total(2), failures, files }
}

/** Does something with a folder of its own. */
async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-case-'))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface ReadCase {
  readonly file: string
  readonly line: string
  readonly recorded: RecordedCase
}

function casesIn(folder: string, { only }: SuiteOptions): ReadCase[] {
  const found: ReadCase[] = []
  for (const name of readdirSync(folder)
    .filter((one) => one.endsWith('.jsonl'))
    .toSorted()) {
    const file = name.replace(/\.jsonl$/, '')
    for (const line of readFileSync(join(folder, name), 'utf8').split('\n')) {
      if (line === '') continue
      const recorded = readCase(line)
      const wanted = only === undefined || [recorded.id, recorded.group, file].some((text) => text.includes(only))
      if (wanted) found.push({ file, line, recorded })
    }
  }
  return found
}

/** Whether every node type of the case can run here. */
function isKnown({ workflow, also }: RecordedCase, types: Catalog): boolean {
  return [workflow, ...also.map((one) => one.document)]
    .flatMap((document) => listOf(document.nodes).map(objectOf))
    .every((node) => types.node(readTypeName(textOf(node.type))) !== undefined)
}

async function tryCase(
  recorded: RecordedCase,
  types: Catalog,
  sandbox: Sandbox,
  dialer: Dialer,
  folder?: string,
): Promise<string | undefined> {
  try {
    return await playCase(recorded, types, sandbox, dialer, folder)
  } catch (fault) {
    return `fault: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`
  }
}

async function playCase(
  recorded: RecordedCase,
  types: Catalog,
  sandbox: Sandbox,
  dialer: Dialer,
  folder: string | undefined,
): Promise<string | undefined> {
  const folders = folder === undefined ? [] : [folder]
  const machine = createMachine({ folders, closed: [], commands: { open: 'no', path: '' } })
  const blobs = memoryBlobs()
  const { run: start, also, credentials } = recorded
  const others = also.map(({ id, document, draft }) => ({ id, document, published: !draft }))
  const options = {
    catalog: types,
    id: MAIN,
    others,
    credentials,
    sandbox,
    dialer,
    clock: { now: () => TEST_TIME, sleep: async () => {} },
    host: { blobs, machine },
  }
  const items = start.trigger?.items ?? start.startFrom?.items
  const run = await runWorkflow(documentOf(recorded), {
    ...options,
    mode: modeOf(recorded),
    trigger: start.trigger?.node ?? start.startFrom?.name ?? '',
    ...(items && { items }),
    ...partialOf(recorded),
  })
  const read = async (file: BinaryData) =>
    file.id === undefined ? Buffer.from(file.data ?? '', 'base64') : blobs.get('execution', file.id)
  return compareRun(recorded, withWaitingItems(run), read, await errorRunsOf(recorded, run, options))
}

function documentOf({ workflow, run }: RecordedCase): Json {
  return run.pinData === undefined ? workflow : { ...workflow, pinData: run.pinData }
}

function modeOf({ run }: RecordedCase): ExecutionMode {
  if (run.trigger === undefined) return 'manual'
  return (run.executionMode ?? 'trigger') as ExecutionMode
}

function partialOf({ run }: RecordedCase) {
  const { destination, runData, dirty } = run
  if (destination === undefined && runData === undefined) return undefined
  return {
    partial: {
      ...(destination && { destination }),
      ...(runData && {
        runs: Object.entries(runData).flatMap(([node, runs]) => runs.map((one, index) => earlier(node, index, one))),
      }),
      dirty,
    },
  }
}

/** A run as n8n's editor sends it. */
function earlier(node: string, run: number, recorded: JsonObject): EarlierRun {
  const outputs = listOf(objectOf(recorded.data).main).map((output) => (output === null ? null : listOf(output)))
  return {
    node,
    run,
    status: recorded.executionStatus === 'error' ? 'error' : 'success',
    source: listOf(recorded.source).map((one) => {
      const source = objectOf(one)
      return one === null
        ? null
        : {
            node: textOf(source.previousNode),
            output: Number(source.previousNodeOutput ?? 0),
            run: Number(source.previousNodeRun ?? 0),
          }
    }),
    outputs: outputs as unknown as EarlierRun['outputs'],
  }
}

/** n8n records a waiting node's input as its output so far. */
function withWaitingItems(run: LocalRun): LocalRun {
  const runs = run.runs.map((one) => {
    const [source] = one.source
    if (one.status !== 'waiting' || source === undefined || source === null) return one
    const from = run.runs.find((other) => other.node === source.node && other.run === source.run)
    const items = from?.outputs[source.output] ?? []
    return { ...one, outputs: [items.map((item, index) => ({ ...item, pairedItem: { item: index } }))] }
  })
  return { ...run, runs }
}

type CaseOptions = Parameters<typeof runWorkflow>[1]

/** The runs of the error workflow, as the cases record them. */
async function errorRunsOf(recorded: RecordedCase, run: LocalRun, options: CaseOptions): Promise<Json | undefined> {
  if (!recorded.run.awaitErrorRun) return undefined
  const runs: Json[] = []
  for (const job of run.caused) {
    const handler = recorded.also.find(({ id }) => id === job.workflow)
    if (handler === undefined) continue
    const handled = await runWorkflow(handler.document, {
      ...options,
      id: handler.id,
      mode: 'error',
      items: job.outputs[0] ?? [],
    })
    runs.push(handled.status)
  }
  return runs
}
