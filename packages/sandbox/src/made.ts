/**
 * What runners start from, made once by a process of its own (see `runner/make.ts`), and how little any of
 * these processes is given: no environment, no rights but on the files named.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, resolve, sep } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { readFrames } from './frames.ts'

export interface Made {
  /** The path of isolated-vm's build. */
  readonly addon: string
  /** A runner's script. */
  readonly script: string
  /** The snapshots its isolates start from, in base64: for calls that share a realm, and for those that change it. */
  readonly frozen: string
  readonly open: string
}

/** Input and output are pipes of ours; nothing else is handed down. */
export const bareProcess = {
  cwd: sep,
  env: {},
  stdio: ['pipe', 'ignore', 'pipe', 'pipe'] as ['pipe', 'ignore', 'pipe', 'pipe'],
  windowsHide: true,
}

const sources = import.meta.dirname

export async function makeRunner(web: boolean): Promise<Made> {
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

export function runnerFlags(readableFiles: readonly string[]): string[] {
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

export function readable(stream: unknown): Readable {
  if (stream && typeof stream === 'object' && 'read' in stream) return stream as Readable
  throw new Error('The runner has no output.')
}

export function writable(stream: unknown): Writable {
  if (stream && typeof stream === 'object' && 'write' in stream) return stream as Writable
  throw new Error('The runner has no input.')
}
