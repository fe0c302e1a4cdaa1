/**
 * `millrace execute --file workflow.json [--input items.json] [--json]`: runs a workflow file in this process,
 * without a server or a database, and prints what every node did.
 */
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { createDialer, createMachine, type LocalRun, type RanNode, runDocument, systemClock } from '@millrace/engine'
import { catalog } from '@millrace/nodes'
import { createSandbox } from '@millrace/sandbox'
import { isJsonObject, type Item, type Json } from '@millrace/sdk'
import { machineSettings, readConfig } from '@millrace/server'
import { CliError } from './cli-error.ts'
import { inChunks, jsonPieces } from './json-pieces.ts'

/** Runs the command; the exit status is 1 when the execution failed. */
export async function execute(args: readonly string[]): Promise<number> {
  const { file, input, json } = readArguments(args)
  const document = await readJson(file)
  const items = input === undefined ? undefined : readItems(await readJson(input), input)
  const config = readConfig()
  const sandbox = createSandbox({ cacheFolder: join(config.home, 'cache') })
  const dialer = createDialer({ policy: { mode: 'open' } })
  try {
    const run = await runDocument(document, {
      catalog,
      sandbox,
      dialer,
      host: { machine: createMachine(machineSettings(config)) },
      clock: systemClock,
      random: Math.random,
      newId: randomUUID,
      mode: items === undefined ? 'manual' : 'cli',
      // Nothing can wake it later: every wait stays in this process.
      shortWait: Infinity,
      maxNodeRuns: config.nodeRuns,
      ...(items && { items }),
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    })
    if (json) await print(inChunks(jsonPieces(asJson(run))))
    process.stdout.write(json ? '\n' : asText(run))
    return run.status === 'success' ? 0 : 1
  } finally {
    await Promise.all([sandbox.dispose(), dialer.close()])
  }
}

/** Writes no faster than whoever reads it takes it. */
function print(pieces: Iterable<string>): Promise<void> {
  return pipeline(Readable.from(pieces), process.stdout, { end: false })
}

const USAGE = 'Usage: millrace execute --file workflow.json [--input items.json] [--json]'

function readArguments(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { file: { type: 'string' }, input: { type: 'string' }, json: { type: 'boolean', default: false } },
    })
    const { file, input, json } = values
    if (file !== undefined) return { file, input, json }
  } catch (cause) {
    throw new CliError(
      'usage',
      `${cause instanceof Error ? cause.message : 'The arguments cannot be read.'} ${USAGE}`,
      { cause },
    )
  }
  throw new CliError('usage', `Name the file to run. ${USAGE}`)
}

async function readJson(path: string): Promise<Json> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    throw new CliError('file_unreadable', `The file ${path} cannot be read.`, { cause })
  }
  try {
    const json: Json = JSON.parse(text)
    return json
  } catch (cause) {
    throw new CliError('file_not_json', `The file ${path} is not JSON.`, { cause })
  }
}

/** Items as n8n writes them, or plain objects that become items. */
function readItems(json: Json, path: string): readonly Item[] {
  const list = Array.isArray(json) ? json : [json]
  return list.map((entry: Json): Item => {
    if (!isJsonObject(entry)) throw new CliError('input_not_items', `The file ${path} holds something that is no item.`)
    const inner = entry.json
    return isJsonObject(inner) ? { json: inner } : { json: entry }
  })
}

function asJson({ status, lastNode, error, runs, response, customData }: LocalRun) {
  return { status, lastNode, error, runs: runs.map(runAsJson), response, customData }
}

function runAsJson({ node, run, order, status, source, outputs, error }: RanNode) {
  return { node, run, order, status, source, outputs, error }
}

/** One line per node run: what ran, how it ended, how many items it gave. */
function asText({ status, error, runs }: LocalRun): string {
  const lines = runs.map((run) => {
    const counts = run.outputs.map((output) => output?.length ?? 0).join(', ')
    const name = run.run === 0 ? run.node : `${run.node} (run ${run.run + 1})`
    return `${run.status.padEnd(8)} ${name}: ${counts === '' ? 'nothing' : `${counts} items`}`
  })
  const end = error === undefined ? status : `${status}: ${error.message}`
  return `${[...lines, end].join('\n')}\n`
}
