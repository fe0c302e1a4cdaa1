/**
 * A runner of test nodes in the test's own process, behind a pipe like any other: quick to start, and easy to kill.
 * What it was doing when it was killed goes on unheard.
 */
import { duplexPair } from 'node:stream'
import { refuse } from '@millrace/sdk'
import type { Catalog } from '@millrace/sdk'
import { systemClock } from '../clock.ts'
import type { Clock } from '../ports.ts'
import type { RunnerProcess } from '../runner/spawn.ts'
import { serveRunner } from '../runner/serve.ts'
import { noNetwork } from './no-network.ts'

export function runnerHere(catalog: Catalog, id: () => string, clock: Clock = systemClock): RunnerProcess {
  const [ours, theirs] = duplexPair()
  const listeners: ((reason: string) => void)[] = []
  let over = false
  const exit = (reason: string) => {
    if (over) return
    over = true
    ours.destroy()
    theirs.destroy()
    for (const listener of listeners) listener(reason)
  }
  serveRunner({
    pipe: theirs,
    catalog,
    sandbox: { run: () => Promise.reject(refuse('There is no sandbox here.')) },
    dialer: noNetwork,
    clock,
    random: Math.random,
    id,
    settings: { zone: 'UTC', publicUrl: 'http://localhost', sign: () => 's', maxCallDepth: 20, shortWait: 10 },
    ended: () => exit('exit code 0'),
  })
  return {
    pid: undefined,
    pipe: ours,
    kill: () => exit('SIGKILL'),
    onExit: (listener) => void listeners.push(listener),
  }
}
