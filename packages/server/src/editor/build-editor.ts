/**
 * Builds the editor when it was never built, or its sources are newer than what was built.
 *
 *   E1  A build runs in a process of its own, so that its memory goes with it; it ends when the server does.
 *   E2  What is served is whole: a build goes to a folder beside the old one, and takes its place when it is done.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { StartError } from '../start-error.ts'

export interface EditorBuild {
  /** Told when a build begins, and when it is done. */
  readonly progress: (line: string) => void
  /** Aborted when nobody waits for the editor any more. */
  readonly signal: AbortSignal
}

/**
 * The folder of the built editor.
 * @throws StartError `editor_unbuildable`
 */
export async function builtEditor({ progress, signal }: EditorBuild): Promise<string> {
  const root = editorRoot()
  const dist = join(root, 'dist')
  const built = await modified(join(dist, 'index.html'))
  if (built > 0 && built >= (await newestSource(root))) return dist
  const began = performance.now()
  progress('Building the editor. This happens once, and takes a few seconds …')
  try {
    await build(root, dist, signal)
  } catch (error) {
    if (built === 0 || signal.aborted) throw error
    progress(`${error instanceof Error ? error.message : String(error)}\nThe editor built before is used instead.`)
    return dist
  }
  progress(`The editor is built (${((performance.now() - began) / 1000).toFixed(1)} s).`)
  return dist
}

function editorRoot(): string {
  return fileURLToPath(new URL('../../../editor', import.meta.url))
}

async function modified(file: string): Promise<number> {
  return existsSync(file) ? (await stat(file)).mtimeMs : 0
}

/** Packages whose sources become part of the editor. */
const sources = ['editor', 'api', 'workflow', 'expression', 'sdk']

async function newestSource(root: string): Promise<number> {
  const folders = sources.map((name) => join(dirname(root), name, 'src'))
  const files = await Promise.all(folders.filter((folder) => existsSync(folder)).map(newestIn))
  const settings = await Promise.all(
    ['index.html', 'vite.config.ts', 'package.json'].map((name) => modified(join(root, name))),
  )
  return Math.max(...files, ...settings)
}

async function newestIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const times = await Promise.all(
    entries
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => modified(join(entry.parentPath, entry.name))),
  )
  return Math.max(0, ...times)
}

async function build(root: string, dist: string, signal: AbortSignal): Promise<void> {
  const builds = join(root, '.cache', 'builds')
  await removeAbandoned(builds)
  const own = join(builds, String(process.pid))
  try {
    await runVite(root, ['build', '--logLevel', 'warn', '--outDir', join(own, 'new')], signal)
    await takePlace(join(own, 'new'), dist, join(own, 'old'))
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}

const ABANDONED_MS = 600_000

/** What killed servers left half-built. */
async function removeAbandoned(builds: string): Promise<void> {
  if (!existsSync(builds)) return
  for (const name of await readdir(builds)) {
    const path = join(builds, name)
    if (Date.now() - (await modified(path)) > ABANDONED_MS) await rm(path, { recursive: true, force: true })
  }
}

async function takePlace(fresh: string, dist: string, old: string): Promise<void> {
  try {
    if (existsSync(dist)) await rename(dist, old)
    await rename(fresh, dist)
  } catch (error) {
    // Another server was faster with the same sources; its build is as good as ours.
    if (!existsSync(join(dist, 'index.html'))) throw error
  }
}

function runVite(root: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  const vite = join(dirname(createRequire(join(root, 'package.json')).resolve('vite/package.json')), 'bin/vite.js')
  const endsWithUs = new URL('./end-with-parent.mjs', import.meta.url).href
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', endsWithUs, vite, ...args], {
      cwd: root,
      stdio: ['pipe', 'pipe', 'pipe'],
      signal,
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-4000)
      })
    }
    child.on('error', (error) => reject(unbuildable(error.message, error)))
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(unbuildable(firstLines(said) || `exit status ${code}`)),
    )
  })
}

/** What went wrong, without the places inside the build tool. */
function firstLines(text: string): string {
  const plain = stripVTControlCharacters(text).trim()
  return plain.split('\n    at ', 1)[0]?.slice(0, 1500) ?? ''
}

function unbuildable(why: string, cause?: unknown): StartError {
  return new StartError('editor_unbuildable', `The editor could not be built: ${why}`, cause)
}
