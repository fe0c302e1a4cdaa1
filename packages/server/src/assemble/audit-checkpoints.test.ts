import type { Audit } from '@millrace/store'
import { expect, test } from 'vitest'
import { sayCheckpoints } from './audit-checkpoints.ts'
import { createLog } from '../log.ts'

test('how far the audit is is said at the start, at the end, and only where it grew', async () => {
  let seq = 1
  const audit: Pick<Audit, 'checkpoint'> = { checkpoint: async () => ({ seq, text: `word ${seq}` }) }
  const lines: string[] = []
  const log = createLog('info', { write: (line) => lines.push(line) }, () => 0)
  const saying = sayCheckpoints(audit, log)
  await saying.stop()
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([{ audit: 'word 1', level: 'info' }])
  const again = sayCheckpoints(audit, log)
  await new Promise(setImmediate)
  seq = 5
  await again.stop()
  expect(lines.map((line) => /word \d/.exec(line)?.[0])).toEqual(['word 1', 'word 1', 'word 5'])
})
