/**
 * Recorded workflows with careless parameters and strange items: whatever nodes make of them, they say it in words. A
 * fault of their own code (a member read of nothing, a list without end) is a bug. `MILLRACE_SEED` and `MILLRACE_RUNS`
 * search elsewhere and longer.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { createDialer, createMachine } from '@millrace/engine'
import { memoryBlobs, runWorkflow, TEST_TIME } from '@millrace/engine/testing'
import { catalog } from '@millrace/nodes'
import { createSandbox } from '@millrace/sandbox'
import { isJsonObject, type Json, type JsonObject, NodeError } from '@millrace/sdk'
import { readTypeName } from '@millrace/workflow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Careless, randomFrom, type Stored } from './careless.ts'

const seed = Number(process.env['MILLRACE_SEED'] ?? 1)
const runs = Number(process.env['MILLRACE_RUNS'] ?? 3000)
const data = fileURLToPath(new URL('../conformance/data/workflows', import.meta.url))
/** What a fault looks like where an item carries it as text. */
const fault = /Cannot read propert|is not a function|is not iterable|Cannot destructure|Invalid array length|call stack/

const sandbox = createSandbox({ modules: [], web: false, processes: 1 })
const dialer = createDialer({ policy: { mode: 'open' } })
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-careless-'))
})
afterAll(async () => {
  await Promise.all([sandbox.dispose(), dialer.close()])
  rmSync(folder, { recursive: true, force: true })
})

/** Documents that end by themselves and ask nobody: no loops, no waits, no requests, no faults of people's code. */
function documents(): readonly string[] {
  return readdirSync(data)
    .filter((file) => !/^(05-loops|09-code)/.test(file))
    .flatMap((file) =>
      gunzipSync(readFileSync(join(data, file)))
        .toString()
        .split('\n'),
    )
    .filter((line) => line !== '' && !/manual-loop|"n8n-nodes-base\.(wait|httpRequest|debugHelper)"/.test(line))
    .flatMap((line) => {
      const { workflow, also, run }: JsonObject = JSON.parse(line)
      return also === undefined && run === undefined && isJsonObject(workflow) ? [JSON.stringify(workflow)] : []
    })
}

const nodesOf = (document: JsonObject): readonly Stored[] =>
  Array.isArray(document['nodes']) ? document['nodes'].filter(isJsonObject) : []
const runsCode = ({ type }: JsonObject) => /\.(code|function|functionItem)$/.test(String(type))

/** What a careless change made go wrong; undefined where the nodes could say what is the matter. */
async function troubleOf(document: JsonObject): Promise<string | undefined> {
  try {
    const run = await runWorkflow(JSON.parse(JSON.stringify(document).replaceAll('@files@', folder)), {
      catalog,
      id: 'careless',
      sandbox,
      dialer,
      clock: { now: () => TEST_TIME, sleep: async () => {} },
      host: {
        blobs: memoryBlobs(),
        machine: createMachine({ folders: [folder], closed: [], commands: { open: 'no', path: '' } }),
      },
    })
    const byCode = new Set(nodesOf(document).flatMap((node) => (runsCode(node) ? [node['name'], node['id']] : [])))
    const said = run.runs.flatMap(({ node, error, outputs }) =>
      byCode.has(node) ? [] : [error?.message, ...outputs.flat().map((item) => textOf(item?.json['error']))],
    )
    return said.find((text) => text !== undefined && fault.test(text))
  } catch (thrown) {
    return thrown instanceof NodeError ? undefined : String(thrown instanceof Error ? thrown.stack : thrown)
  }
}

function textOf(error: Json | undefined): string | undefined {
  return isJsonObject(error) ? textOf(error['message']) : typeof error === 'string' ? error : undefined
}

test(`nodes meet ${runs} careless documents without a fault (seed ${seed})`, { timeout: 600_000 }, async () => {
  const careless = new Careless(randomFrom(seed))
  const all = documents()
  expect(all.length).toBeGreaterThan(1000)
  const troubles: string[] = []
  for (let count = 0; count < runs; count++) {
    const document: JsonObject = JSON.parse(careless.pick(all))
    const nodes = nodesOf(document).filter((node) => !runsCode(node) && !String(node['type']).endsWith('Trigger'))
    if (nodes.length === 0) continue
    const node = careless.pick(nodes)
    const type = catalog.node(readTypeName(String(node['type'])))
    const parameters: Stored = isJsonObject(node['parameters']) ? { ...node['parameters'] } : {}
    careless.parameters(parameters, type?.description.properties ?? [])
    node['parameters'] = parameters
    const code = nodesOf(document).find(runsCode)
    if (code !== undefined && careless.chance(0.4)) code['parameters'] = { jsCode: careless.items() }
    const trouble = await troubleOf(document)
    if (trouble !== undefined) troubles.push(`${String(node['type'])} ${JSON.stringify(parameters)}: ${trouble}`)
  }
  expect(troubles).toEqual([])
})
