/**
 * What runners start from, made once by a process of its own (see `runner/make.ts`), and how little any of
 * these processes is given: no environment, no rights but on the files named.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, resolve, sep } from 'node:path'
import { bareProcess, readable } from './bare-process.ts'
import { readFrames } from './frames.ts'
import type { RunnerSettings } from './runner/main.ts'
import type { Launch } from './runner-process.ts'

interface Made {
  /** The path of isolated-vm's build. */
  readonly addon: string
  /** A runner's script. */
  readonly script: string
  /** The snapshots its isolates start from, in base64: for calls that share a realm, and for those that change it. */
  readonly frozen: string
  readonly open: string
}

const sources = import.meta.dirname

/** How processes that run JavaScript are started. */
export async function launchOfRunners(settings: Omit<RunnerSettings, 'addon'>, web: boolean): Promise<Launch> {
  const { addon, script, frozen, open } = await makeRunner(web)
  return {
    argv: [...runnerFlags([addon]), '--input-type=module', '-e', script],
    first: ['prepare', JSON.stringify({ ...settings, addon } satisfies RunnerSettings), frozen, open],
    processMb: settings.processMb,
    single: false,
  }
}

async function makeRunner(web: boolean): Promise<Made> {
  const { addon, luxon, jmespath } = findParts()
  const files = [addon, luxon, jmespath, `${sources}${sep}*`, resolve(sources, '../package.json')]
  const maker = resolve(sources, 'runner/make.ts')
  const child = spawn(
    process.execPath,
    [...runnerFlags(files), maker, addon, luxon, jmespath, web ? 'web' : ''],
    bareProcess,
  )
  let words = ''
  child.stdio[2]?.on('data', (chunk: Buffer) => (words += chunk.toString()))
  let made: Made | undefined
  readFrames(
    readable(child.stdio[3]),
    ([script = '', frozen = '', open = '']) => (made = { addon, script, frozen, open }),
    (reason) => (words += reason),
  )
  await once(child, 'close')
  if (made) return made
  throw new Error(`The process that prepares Code runners failed: ${words.trim().slice(0, 2000)}`)
}

function runnerFlags(readableFiles: readonly string[]): string[] {
  return [
    '--permission',
    '--allow-addons',
    ...readableFiles.map((path) => `--allow-fs-read=${path}`),
    '--disallow-code-generation-from-strings',
    '--disable-proto=delete',
    '--no-warnings',
    '--max-old-space-size=256',
    '--max-semi-space-size=4',
  ]
}

/** The files of packages that a runner is made of, where this package finds them. */
function findParts() {
  const require = createRequire(import.meta.url)
  const folder = dirname(require.resolve('isolated-vm/package.json'))
  const build: { path(folder: string): unknown } = createRequire(`${folder}/`)('node-gyp-build')
  const addon = build.path(folder)
  if (typeof addon !== 'string') throw new Error(`isolated-vm in ${folder} has no build for this machine.`)
  return {
    addon,
    luxon: resolve(dirname(require.resolve('luxon/package.json')), 'build/global/luxon.js'),
    jmespath: resolve(dirname(require.resolve('@jmespath-community/jmespath')), 'index.umd.js'),
  }
}
