import { getCompileCacheDir } from 'node:module'
import { fileURLToPath } from 'node:url'
import { type RunnerProcess, spawnRunner } from '@millrace/engine'
import { RUNNER_SETTINGS } from '../config.ts'
import type { RunnerSettings } from './runner-settings.ts'

/**
 * Starts a process that performs executions, or one in which triggers look. A small young generation keeps its memory low at no cost in speed; its environment holds
 * its settings and nothing of the server's.
 */
export function spawnRunnerProcess(settings: RunnerSettings, does: 'runner' | 'watcher'): RunnerProcess {
  const cache = getCompileCacheDir()
  return spawnRunner({
    entry: fileURLToPath(new URL(`./${does}-process.ts`, import.meta.url)),
    execArgv: ['--max-semi-space-size=4', '--no-parallel-scavenge', '--expose-gc'],
    env: {
      [RUNNER_SETTINGS]: JSON.stringify(settings),
      TZ: settings.zone,
      ...(cache === undefined ? {} : { NODE_COMPILE_CACHE: cache }),
    },
  })
}
