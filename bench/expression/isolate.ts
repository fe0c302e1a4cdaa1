/**
 * The same path read in an isolate that is warm, compiled and given nothing but the item: the least that a round trip
 * can cost.
 */
import { createRequire } from 'node:module'
import { spawnSync } from 'node:child_process'
import { kept, time } from './timing.ts'

/** What of isolated-vm is measured. */
interface Isolates {
  readonly Isolate: new (options: { memoryLimit: number }) => {
    createContextSync(): { evalSync(code: string, options: { reference: true }): Reference }
    dispose(): void
  }
}

interface Reference {
  applySync(self: undefined, values: readonly unknown[], options: { arguments: { copy: true } }): unknown
}

/** Nanoseconds of one call into an isolate with a copy of the item. The package belongs to the sandbox. */
function roundTrip(item: unknown): number {
  const ofSandbox = createRequire(new URL('../../packages/sandbox/package.json', import.meta.url))
  const { Isolate } = ofSandbox('isolated-vm') as Isolates
  const isolate = new Isolate({ memoryLimit: 32 })
  const context = isolate.createContextSync()
  const read = context.evalSync('($json) => $json.a.b', { reference: true })
  const nanoseconds = time(() => read.applySync(undefined, [item], { arguments: { copy: true } }))
  isolate.dispose()
  return nanoseconds
}

/** Measures in a process of its own, which isolated-vm wants started without Node's snapshot. */
export function isolateRoundTrip(item: unknown): number {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--no-node-snapshot', import.meta.filename, JSON.stringify(item)],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`The isolate could not be measured: ${stderr}`)
  return Number(stdout)
}

if (import.meta.main) {
  console.log(roundTrip(JSON.parse(process.argv[2] ?? '{}')))
  if (kept.result === undefined) throw new Error('The isolate gave nothing.')
}
