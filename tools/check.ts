/** `npm run check`: format, lint, types, layering, dead exports. Runs all, says what failed, exits 1 if any did. */
import { spawnSync } from 'node:child_process'

const steps: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['format', 'oxfmt', '--check', '.'],
  ['lint', 'oxlint', '--deny-warnings', '.'],
  ['types', 'tsc', '-p', '.'],
  ['types of the editor', 'tsc', '-p', 'packages/editor'],
  ['layering', 'vitest', 'run', '--project', 'unit', 'tests/boundaries/layers.test.ts'],
  ['dead exports', 'knip', '--no-progress'],
]

const failed: string[] = []
for (const [name, command, ...args] of steps) {
  const began = performance.now()
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', shell: process.platform === 'win32' })
  const took = `${((performance.now() - began) / 1000).toFixed(1)} s`
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${took})`)
  if (status !== 0) {
    failed.push(name)
    console.log(`${stdout}${stderr}`.trim())
  }
}
if (failed.length > 0) {
  console.error(`\nNot green: ${failed.join(', ')}.`)
  process.exit(1)
}
