/** How Python processes are started: with the right to read what they are made of, and no other. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { access, readFile, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve, sep } from 'node:path'
import { bareProcess, readable, writable } from '../bare-process.ts'
import { frameWriter, readFrames } from '../frames.ts'
import type { Launch } from '../runner-process.ts'
import type { PythonSettings } from './main.ts'

const here = import.meta.dirname
const program = join(here, 'program.py')

/**
 * Finds the snapshot in a folder, or makes it: it takes seconds, and half a second is all that starting from it takes.
 */
export async function launchOfPython(
  folder: string,
  { memoryMb, processMb }: { readonly memoryMb: number; readonly processMb: number },
): Promise<Launch> {
  const { pyodide, readablePaths, version } = findParts()
  const settings: PythonSettings = { pyodide, program, memoryMb }
  const made = createHash('sha256')
    .update(await readFile(program))
    .update(version)
    .update(process.version)
  const snapshot = join(folder, `python-${made.digest('hex').slice(0, 16)}.snapshot`)
  const argv = flags([...readablePaths, snapshot])
  if (!(await exists(snapshot))) await makeSnapshot(snapshot, argv, settings)
  return { argv, first: ['prepare', JSON.stringify({ ...settings, snapshot })], processMb, single: true }
}

function flags(paths: readonly string[]): string[] {
  return [
    '--permission',
    ...paths.map((path) => `--allow-fs-read=${path}`),
    '--disallow-code-generation-from-strings',
    '--disable-proto=delete',
    '--no-warnings',
    '--expose-gc',
    '--max-old-space-size=256',
    join(here, 'main.ts'),
  ]
}

function findParts() {
  const require = createRequire(import.meta.url)
  const about = require.resolve('pyodide/package.json')
  const { version }: { readonly version: string } = require(about)
  const pyodide = dirname(about)
  const search = dirname(dirname(require.resolve('@jmespath-community/jmespath')))
  const sources = resolve(here, '../..')
  return { pyodide, version, readablePaths: [pyodide, search, sources].map((path) => `${path}${sep}*`) }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

async function makeSnapshot(path: string, argv: readonly string[], settings: PythonSettings): Promise<void> {
  const child: ChildProcess = spawn(process.execPath, argv, bareProcess)
  const [input, , errors, output] = child.stdio
  frameWriter(writable(input))(['prepare', JSON.stringify(settings)])
  let words = ''
  errors?.on('data', (chunk: Buffer) => (words += chunk.toString().slice(0, 2000)))
  let made: Buffer | undefined
  readFrames(
    readable(output),
    ([, text = '']) => (made = Buffer.from(text, 'base64')),
    (reason) => (words += reason),
  )
  await once(child, 'close')
  if (made === undefined) throw new Error(`The process that prepares Python failed: ${words.trim().slice(0, 2000)}`)
  // Whoever finds it under its name finds it whole.
  const unfinished = `${path}.${process.pid}`
  await writeFile(unfinished, made, { mode: 0o600 })
  await rename(unfinished, path)
}
