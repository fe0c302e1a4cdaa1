/**
 * `npm run conformance -- <suite> [folder] [--verbose] [--only text]`: runs recorded cases of a suite.
 *
 * Without a folder it runs the cases of this repository (`data/<suite>/*.jsonl.gz`, unpacked into a
 * temporary folder). Prints the id of every failing case with what differs, and last
 * `N passed, N failed, N skipped`. Exit status 1 when any failed, 2 when the call is wrong.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import type { Suite, SuiteOptions, SuiteResult } from './suite.ts'

const suites: Readonly<Record<string, () => Promise<{ readonly run: Suite }>>> = {
  expr: () => import('./expr/run.ts'),
  workflows: () => import('./workflows/run.ts'),
  web: () => import('./web/run.ts'),
  http: () => import('./http/run.ts'),
  security: () => import('./security/run.ts'),
}

/** Runs one suite over a folder, or over the repository's own cases. */
export async function runSuite(name: string, folder: string | undefined, options: SuiteOptions): Promise<SuiteResult> {
  const load = suites[name]
  if (!load) throw new UsageError(`There is no suite "${name}". Suites: ${Object.keys(suites).join(', ')}.`)
  const { run } = await load()
  if (folder !== undefined) {
    if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new UsageError(`"${folder}" is not a folder.`)
    return run(folder, options)
  }
  const unpacked = unpack(fileURLToPath(new URL(`data/${name}`, import.meta.url)))
  try {
    return await run(unpacked, options)
  } finally {
    rmSync(unpacked, { recursive: true, force: true })
  }
}

class UsageError extends Error {}

function unpack(packed: string): string {
  if (!existsSync(packed)) throw new UsageError(`The repository has no cases in ${packed}. Name a folder.`)
  const folder = mkdtempSync(join(tmpdir(), 'millrace-cases-'))
  for (const file of readdirSync(packed)) {
    const bytes = readFileSync(join(packed, file))
    writeFileSync(join(folder, file.replace(/\.gz$/, '')), file.endsWith('.gz') ? gunzipSync(bytes) : bytes)
  }
  return folder
}

/** Splits the command line into words, `--switch` and `--name value`. */
function readArguments(args: readonly string[]): { readonly words: readonly string[]; readonly options: SuiteOptions } {
  const words: string[] = []
  const extra: Record<string, string> = {}
  let verbose = false
  let only: string | undefined
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    const value = args[i + 1]
    if (arg === '--verbose') verbose = true
    else if (arg === '--only' && value !== undefined) {
      only = value
      i++
    } else if (arg.startsWith('--') && value !== undefined) {
      extra[arg.slice(2)] = value
      i++
    } else if (!arg.startsWith('--')) words.push(arg)
  }
  return { words, options: { verbose, extra, ...(only === undefined ? {} : { only }) } }
}

async function main(args: readonly string[]): Promise<number> {
  const { words, options } = readArguments(args)
  const [name, folder] = words
  if (name === undefined) {
    console.error(`Name a suite: ${Object.keys(suites).join(', ')}.`)
    return 2
  }
  try {
    const result = await runSuite(name, folder, options)
    for (const { id, difference } of result.failures) console.log(`${id}  ${difference}`)
    for (const [file, [passed, failed, skipped]] of Object.entries(result.files ?? {})) {
      console.log(`${file}: ${passed} of ${passed + failed + skipped}${skipped > 0 ? ` (${skipped} skipped)` : ''}`)
    }
    console.log(`${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped`)
    return result.failed > 0 ? 1 : 0
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    console.error(error.message)
    return 2
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exit(await main(process.argv.slice(2)))
