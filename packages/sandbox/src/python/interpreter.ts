/** Python interpreters out of WebAssembly, each with the program that runs people's code (`program.py`). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { loadPyodide, PyodideAPI } from 'pyodide'
import { shareCompiled } from './web-assembly.ts'

export interface Interpreter {
  /** Runs a call; the outcome as `program.py` writes it. */
  run(call: PythonCall): Promise<string>
}

export interface PythonCall {
  readonly head: string
  readonly code: string
  readonly items: string
  readonly context: string
  /** Asks and waits for the answer. */
  readonly ask: (name: string, args: string) => string
  /** Shows lines, as JSON. */
  readonly print: (lines: string) => void
}

/** The files of Pyodide that an interpreter is made of. */
export const parts = ['pyodide.asm.wasm', 'python_stdlib.zip'] as const

type Load = typeof loadPyodide
type Options = NonNullable<Parameters<Load>[0]>

/** Settings that Pyodide has and does not declare. */
interface SnapshotOptions extends Options {
  readonly _makeSnapshot?: boolean
  readonly _loadSnapshot?: Uint8Array
}

/** An interpreter that has begun, as the memory others begin with. */
export async function makeSnapshot(folder: string, program: string): Promise<Uint8Array> {
  const python = await (await loader(folder))({ _makeSnapshot: true })
  python.runPython(program)
  return python.makeMemorySnapshot()
}

/** Makes interpreters out of a snapshot. The system's data of time zones is shown to each. */
export async function interpreters(
  folder: string,
  snapshot: Uint8Array,
  zoneData: (name: string) => string,
): Promise<() => Promise<Interpreter>> {
  const load = await loader(folder)
  shareCompiled()
  return async () => {
    const python = await load({ _loadSnapshot: snapshot })
    python.globals.get('zones_from')(zoneData)
    const run = python.globals.get('run')
    return { run: async ({ head, code, items, context, ask, print }) => run(head, code, items, context, ask, print) }
  }
}

async function loader(folder: string): Promise<(options: SnapshotOptions) => Promise<PyodideAPI>> {
  const module: { readonly loadPyodide: Load } = await import(pathToFileURL(join(folder, 'pyodide.mjs')).href)
  const { info } = JSON.parse(readFileSync(join(folder, 'pyodide-lock.json'), 'utf8'))
  const common: Options = {
    indexURL: folder,
    // Nothing is installed at run time.
    lockFileContents: JSON.stringify({ info, packages: {} }),
    packageBaseUrl: folder,
    jsglobals: inert(),
    // The process's own input is where its calls come from.
    stdin: () => null,
    stdout: () => undefined,
    stderr: () => undefined,
    env: { HOME: '/home/code' },
  }
  return (options) => module.loadPyodide({ ...common, ...options })
}

/** What Python finds as the globals of JavaScript: nothing but what its own event loop waits with. */
function inert(): object {
  return Object.assign(Object.create(null), { setTimeout, clearTimeout, setImmediate, clearImmediate })
}
