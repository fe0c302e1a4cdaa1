/** A runner process of test nodes: the entry that tests of `createRunners` start. */
import { appendFileSync } from 'node:fs'
import { refuse } from '@millrace/sdk'
import { systemClock } from '../clock.ts'
import { serveRunner } from '../runner/serve.ts'
import { runnerPipe } from '../runner/spawn.ts'
import { noNetwork } from './no-network.ts'
import { testCatalog } from './nodes.ts'

// The sink is a file: what was written there stays when the process dies.
const sink = process.argv[2]
let ids = 0

serveRunner({
  pipe: runnerPipe(),
  catalog: testCatalog((_item, key) => {
    if (sink !== undefined) appendFileSync(sink, `${key}\n`)
  }),
  sandbox: { run: () => Promise.reject(refuse('There is no sandbox here.')) },
  dialer: noNetwork,
  clock: systemClock,
  random: Math.random,
  id: () => `child-${process.pid}-${++ids}`,
  settings: { zone: 'UTC', publicUrl: 'http://localhost', sign: () => 's', maxCallDepth: 20, shortWait: 1000 },
  ended: () => process.exit(0),
})
