/** Runs workflow documents in tests: time stands still, nothing is random, and there is no network. */
import { refuse } from '@millrace/sdk'
import type { Json } from '@millrace/sdk'
import type { Host } from '../host.ts'
import { type MemoryJournal, memoryWorkflows, stillClock } from '../local/memory.ts'
import { localHost, type LocalRun, type LocalRunOptions, runDocument } from '../local/run-document.ts'
import { noNetwork } from './no-network.ts'

export type RunWorkflowOptions = Pick<LocalRunOptions, 'catalog'> & Partial<LocalRunOptions>

/** A moment for tests: 15 June 2024, 12:30:45.123 UTC. */
export const TEST_TIME = Date.UTC(2024, 5, 15, 12, 30, 45, 123)

/** Runs a document until it stands still. Its execution is called `execution`. */
export function runWorkflow(document: Json, options: RunWorkflowOptions): Promise<LocalRun> {
  return runDocument(document, withDefaults(options, 'execution'))
}

/** A host for tests whose executions have names of their own. */
export function testHost(
  options: RunWorkflowOptions,
  journal: MemoryJournal,
  workflows: Parameters<typeof memoryWorkflows>[0],
): Host {
  return localHost(withDefaults(options), journal, workflows)
}

function withDefaults(options: RunWorkflowOptions, first?: string): LocalRunOptions {
  const names = first === undefined ? [] : [first]
  let ids = 0
  return {
    dialer: noNetwork,
    sandbox: { run: () => Promise.reject(refuse('This test has no sandbox.', { code: 'no_sandbox' })) },
    clock: stillClock(TEST_TIME),
    random: () => 0.5,
    newId: () => names.shift() ?? `id-${++ids}`,
    zone: 'America/New_York',
    ...options,
  }
}
