/** Runner processes, the executions they perform, and who watches those. */
import { join } from 'node:path'
import { createRunners, type Runners } from '@millrace/engine'
import { Executions } from '../executions/executions.ts'
import { WorkflowLimits } from '../executions/workflow-limits.ts'
import { LiveHub } from '../live/live-hub.ts'
import { machineSettings } from '../processes/machine-settings.ts'
import type { RunnerSettings } from '../processes/runner-settings.ts'
import { spawnRunnerProcess } from '../processes/spawn-runner.ts'
import type { Ground } from './ground.ts'

export interface ConnectedExecutions {
  readonly live: LiveHub
  readonly limits: WorkflowLimits
  readonly runners: Runners
  readonly executions: Executions
  readonly processSettings: RunnerSettings
  /** How often something of an execution was written. */
  readonly written: () => number
}

export function connectExecutions(ground: Ground): ConnectedExecutions {
  const { config, store, catalog, publicUrl, newId, now, log, fault } = ground
  const processSettings = processSettingsOf(ground)
  const live: LiveHub = new LiveHub({
    store,
    isActive: (principal, execution) => executions.isActive(principal, execution),
    onFault: fault('A live connection failed.'),
  })
  const limits = new WorkflowLimits(store)
  let written = 0
  const runners = createRunners({
    ...store,
    appendPacked: store.journal.appendPacked,
    spawn: () => spawnRunnerProcess(processSettings, 'runner'),
    catalog,
    publicUrl,
    id: newId,
    now,
    processes: config.runners,
    limit: config.concurrency,
    limitOf: (workflow) => limits.of(workflow),
    onWritten: (execution, _seq, status) => {
      written += 1
      live.written(execution, status)
    },
    onLive: (execution, message) => executions.passing(execution, message),
    onFault: (what, failure) => log.error({ failure }, what),
  })
  const executions = new Executions({ store, runners, live, newId })
  return { live, limits, runners, executions, processSettings, written: () => written }
}

function processSettingsOf({ config, publicUrl, resumeKey, dialerSettings, log }: Ground): RunnerSettings {
  const machine = machineSettings(config)
  if (machine.commands.open !== 'no') {
    log.warn(
      {},
      'Nodes may start programs of this machine (MILLRACE_COMMANDS): who edits workflows can do what they can.',
    )
  }
  return {
    zone: config.zone,
    environment: { ...config.environment },
    publicUrl,
    resumeKey: Buffer.from(resumeKey).toString('base64'),
    cacheFolder: join(config.home, 'cache'),
    nodeRuns: config.nodeRuns,
    ...(config.codeModules === undefined ? {} : { codeModules: [...config.codeModules] }),
    dialer: dialerSettings,
    machine,
  }
}
