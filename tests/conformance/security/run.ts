/**
 * Runs the security batteries: every `expressions*`, `code-js*` and `code-py*` file of a folder, through the checkers
 * beside this file, against what production runs.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Failure, Suite, SuiteOptions } from '../suite.ts'

interface Battery {
  readonly prefix: string
  readonly checker: string
  readonly adapter: string
  readonly budget: string
  /** Probes that count as cases of their own. */
  readonly switches: readonly string[]
}

const BATTERIES: readonly Battery[] = [
  {
    prefix: 'expressions',
    checker: 'check-expressions.mjs',
    adapter: 'expressions.adapter.mjs',
    budget: '1000',
    switches: [],
  },
  {
    prefix: 'code-js',
    checker: 'check-code.mjs',
    adapter: 'code.adapter.mjs',
    budget: '15000',
    switches: ['--probe-ms', '3000', '--lang', 'js'],
  },
  {
    prefix: 'code-py',
    checker: 'check-code.mjs',
    adapter: 'code-py.adapter.mjs',
    budget: '15000',
    switches: ['--probe-ms', '3000', '--lang', 'py'],
  },
]

export const run: Suite = async (folder, options) => {
  let passed = 0
  let failed = 0
  let skipped = 0
  let found = false
  const failures: Failure[] = []
  const files: Record<string, readonly [number, number, number]> = {}
  for (const battery of BATTERIES) {
    for (const file of readdirSync(folder).filter(
      (name) => name.startsWith(battery.prefix) && name.endsWith('.jsonl'),
    )) {
      found = true
      const result = await runBattery(battery, join(folder, file), options)
      passed += result.passed
      failed += result.failed
      skipped += result.skipped
      failures.push(...result.failures)
      files[file] = [result.passed, result.failed, result.skipped]
    }
  }
  if (!found) throw new Error(`There is no battery (expressions*, code-js*, code-py*.jsonl) in ${folder}.`)
  return { passed, failed, skipped, failures, files }
}

interface BatteryResult {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly failures: readonly Failure[]
}

async function runBattery(battery: Battery, file: string, { extra = {} }: SuiteOptions): Promise<BatteryResult> {
  const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
  const cases = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '').length
  if (!existsSync(here(battery.adapter))) return { passed: 0, failed: 0, skipped: cases, failures: [] }
  const scratch = mkdtempSync(join(tmpdir(), 'millrace-battery-'))
  const report = join(scratch, 'report.json')
  const passedOn = ['only', 'ids', 'opts', 'rss', 'kill'].flatMap((name) => {
    const value = extra[name]
    return value === undefined ? [] : [`--${name}`, value]
  })
  const budget = extra['budget'] ?? battery.budget
  const args = [
    here(`checkers/${battery.checker}`),
    '--adapter',
    here(battery.adapter),
    '--in',
    file,
    '--out',
    report,
    '--budget',
    budget,
  ]
  try {
    const lines = await output([...args, ...battery.switches, ...passedOn, '--quiet'])
    return { ...closingLine(lines), failures: failuresOf(report) }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Runs a checker and gives what it printed. */
function output(args: readonly string[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.on('error', reject)
    child.on('close', (status) => {
      if (status === 2 || status === null) reject(new Error(`The checker could not run: ${text.slice(0, 500)}`))
      else resolve(text.trim().split('\n'))
    })
  })
}

function closingLine(lines: readonly string[]): { passed: number; failed: number; skipped: number } {
  const [, passed, failed, skipped] = /^(\d+) passed, (\d+) failed, (\d+) skipped$/.exec(lines.at(-1) ?? '') ?? []
  if (passed === undefined) throw new Error(`The checker ended without its closing line: ${lines.at(-1) ?? ''}`)
  return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) }
}

function failuresOf(report: string): Failure[] {
  const { results } = JSON.parse(readFileSync(report, 'utf8')) as {
    readonly results: readonly { readonly id: string; readonly ok: boolean; readonly fails: readonly string[] }[]
  }
  return results.filter(({ ok }) => !ok).map(({ id, fails }) => ({ id, difference: fails.join(' | ').slice(0, 300) }))
}
