import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

/** A process that yields, and what the system says of it. */
const program = `
  import { readFileSync } from 'node:fs'
  import { getPriority } from 'node:os'
  import { yieldToServer } from ${JSON.stringify(new URL('./yield-to-server.ts', import.meta.url).href)}
  const before = getPriority()
  const faults = []
  yieldToServer((what) => faults.push(what))
  const adjusted = process.platform === 'linux' ? readFileSync('/proc/self/oom_score_adj', 'utf8').trim() : '500'
  console.log(JSON.stringify({ lower: getPriority() > before, sooner: Number(adjusted) >= 500, faults }))
`

test('a process that yields has a lower priority, and is ended sooner where memory runs out', () => {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual({ lower: true, sooner: true, faults: [] })
})
