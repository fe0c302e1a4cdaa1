/**
 * `npm test [unit|conformance|integration|browser …]`: every suite, one after the other, on two cores.
 *
 * A test whose service or browser is absent is skipped with a line that says so. With
 * `MILLRACE_REQUIRE_ALL=1` (CI) a skipped test counts as a failure. The last line is the sum.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runSuite } from './conformance/run.ts'

interface Count {
  passed: number
  failed: number
  skipped: number
}

const root = fileURLToPath(new URL('..', import.meta.url))
const requireAll = process.env.MILLRACE_REQUIRE_ALL === '1'
const everything = ['unit', 'conformance', 'integration', 'browser']

/** Runs a vitest project and counts its tests from the machine-readable report. */
function runProject(project: string): Count {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-test-'))
  const report = join(folder, 'report.json')
  try {
    const { status } = spawnSync(
      process.execPath,
      [
        join(root, 'node_modules/vitest/vitest.mjs'),
        'run',
        '--project',
        project,
        '--passWithNoTests',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ],
      { cwd: root, stdio: 'inherit' },
    )
    return countOf(report, status)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function countOf(report: string, status: number | null): Count {
  const read: unknown = JSON.parse(readFileSync(report, 'utf8'))
  const number = (name: string) => {
    const value =
      typeof read === 'object' && read !== null ? Object.getOwnPropertyDescriptor(read, name)?.value : undefined
    if (typeof value !== 'number') throw new Error(`The test report has no number "${name}".`)
    return value
  }
  const failed = number('numFailedTests')
  return {
    passed: number('numPassedTests'),
    // A file that does not load has no failed test, but the run has failed.
    failed: status !== 0 && failed === 0 ? Math.max(1, number('numFailedTestSuites')) : failed,
    skipped: number('numPendingTests') + number('numTodoTests'),
  }
}

/** Runs the repository's recorded cases and holds each suite to the number it has reached before. */
async function runConformance(): Promise<Count> {
  const floors: unknown = JSON.parse(readFileSync(join(root, 'tests/conformance/floors.json'), 'utf8'))
  if (typeof floors !== 'object' || floors === null) throw new Error('tests/conformance/floors.json is not an object.')
  const sum: Count = { passed: 0, failed: 0, skipped: 0 }
  for (const [suite, floor] of Object.entries(floors)) {
    const began = performance.now()
    const result = await runSuite(suite, undefined, {})
    const took = `${((performance.now() - began) / 1000).toFixed(1)} s`
    console.log(
      `${suite}: ${result.passed} of ${result.passed + result.failed + result.skipped} cases pass, floor ${floor} (${took})`,
    )
    if (result.passed >= floor) sum.passed += 1
    else {
      sum.failed += 1
      console.log(`FAILED ${suite} fell below its floor. "npm run conformance -- ${suite}" lists the cases.`)
    }
  }
  return sum
}

async function main(chosen: readonly string[]): Promise<number> {
  const unknown = chosen.filter((name) => !everything.includes(name))
  if (unknown.length > 0) {
    console.error(`There is no suite "${unknown.join('", "')}". Suites: ${everything.join(', ')}.`)
    return 2
  }
  const total: Count = { passed: 0, failed: 0, skipped: 0 }
  for (const name of everything) {
    if (chosen.length > 0 && !chosen.includes(name)) continue
    console.log(`\n── ${name} ──`)
    const count = name === 'conformance' ? await runConformance() : runProject(name)
    total.passed += count.passed
    total.failed += count.failed
    total.skipped += count.skipped
  }
  if (requireAll && total.skipped > 0) {
    console.log(`\n${total.skipped} tests were skipped, and here every test must run.`)
    total.failed += total.skipped
    total.skipped = 0
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
  return total.failed > 0 ? 1 : 0
}

process.exit(await main(process.argv.slice(2)))
