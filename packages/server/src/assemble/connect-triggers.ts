/** What begins executions: hooks, times, and triggers that look elsewhere. They follow what is published. */
import type { Store } from '@millrace/store'
import type { WorkflowLimits } from '../executions/workflow-limits.ts'
import { spawnRunnerProcess } from '../processes/spawn-runner.ts'
import { tellOfFailedTrigger } from '../triggers/failed-trigger.ts'
import { ScheduleTriggers } from '../triggers/schedules.ts'
import { Watching } from '../triggers/watching.ts'
import { HookTable } from '../webhooks/hook-table.ts'
import { Listening } from '../webhooks/listening.ts'
import type { ConnectedExecutions } from './connect-executions.ts'
import type { Ground } from './ground.ts'

/** How often changes that another process made (an import by the command line) are looked for. */
const LOOK_MS = 400

export interface ConnectedTriggers {
  readonly table: HookTable
  readonly watching: Watching
  readonly listening: Listening
  /** Reads anew what is published. */
  refresh(): Promise<void>
  close(): void
}

/** Makes them, and loads what is published. */
export async function connectTriggers(
  ground: Ground,
  { executions, limits, live, processSettings }: ConnectedExecutions,
): Promise<ConnectedTriggers> {
  const { surroundings, store, publicUrl, newId, log, fault } = ground
  const variables = (of: string) => store.variables.all(of)
  const table = new HookTable(surroundings)
  const watching = new Watching({
    ...surroundings,
    ...store,
    executions,
    variables,
    spawn: () => spawnRunnerProcess(processSettings, 'watcher'),
    onFault: (watched, what, error) =>
      log.warn({ workflow: watched?.workflow, node: watched?.node, failure: error }, `${what}.`),
  })
  const schedules = new ScheduleTriggers({
    ...surroundings,
    look: (watched, lasts) => watching.look(watched, lasts),
    newId,
    start: (job, project) => executions.startWatched(job, project),
    onFault: (workflow, failure) => log.error({ workflow, failure }, 'A trigger could not be started.'),
    failed: (plan, project, error) => tellOfFailedTrigger(executions, plan, project, error),
  })
  const listening = new Listening({
    ...surroundings,
    publicUrl,
    variables,
    onEnd: (workflow) => live.announce({ type: 'listeningEnded', workflow }),
  })
  const publication = watchPublication(
    store,
    { table, schedules, limits },
    fault('Published workflows could not be loaded.'),
  )
  await publication.refresh()
  return {
    table,
    watching,
    listening,
    refresh: () => publication.refresh(),
    close: () => {
      publication.stop()
      schedules.close()
      watching.close()
      listening.close()
    },
  }
}

/** Loads hooks and schedules anew when something was published, by this process or by another. */
function watchPublication(
  store: Store,
  {
    table,
    schedules,
    limits,
  }: { readonly table: HookTable; readonly schedules: ScheduleTriggers; readonly limits: WorkflowLimits },
  onFault: (failure: unknown) => void,
) {
  let seen = -1
  let looking = false
  async function refresh(): Promise<void> {
    seen = await store.publishedRevision()
    await table.refresh()
    await limits.refresh()
    schedules.refresh().catch(onFault)
  }
  async function look(): Promise<void> {
    if (looking) return
    looking = true
    try {
      if ((await store.publishedRevision()) !== seen) await refresh()
    } catch (failure) {
      onFault(failure)
    } finally {
      looking = false
    }
  }
  const timer = setInterval(() => void look(), LOOK_MS)
  return { refresh, stop: () => clearInterval(timer) }
}
