import type { ExecutionStarted } from '@millrace/workflow'
import type { StartJob } from './ports.ts'

/** The job of an execution that began earlier, as its first event tells it. */
export function jobOf(execution: string, workflow: string, started: ExecutionStarted): StartJob {
  return {
    execution,
    workflow,
    version: started.version,
    ...(started.document === undefined ? undefined : { document: started.document }),
    mode: started.mode,
    trigger: started.trigger,
    outputs: [],
    rootId: started.rootId,
    ...(started.parent === undefined ? undefined : { parent: started.parent }),
    ...(started.retryOf === undefined ? undefined : { retryOf: started.retryOf }),
    pinData: started.pins === true,
  }
}
