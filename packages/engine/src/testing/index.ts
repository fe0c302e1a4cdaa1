export {
  type MemoryJournal,
  memoryBlobs,
  memoryJournal,
  memoryRecovery,
  memoryState,
  memoryWorkflows,
  stillClock,
} from '../local/memory.ts'
export { memoryTables } from '../local/memory-tables.ts'
export { managedTables } from '../tables/managed-tables.ts'
export { projectTables } from '../tables/project-tables.ts'
export { Secrets } from '../secrets.ts'
export type { LocalRun, RanNode } from '../local/run-document.ts'
export { type Drawn, drawing } from './documents.ts'
export { type Look, lookOnce } from './look-once.ts'
export { testCatalog } from './nodes.ts'
export { runWorkflow, type RunWorkflowOptions, TEST_TIME, testHost } from './run-workflow.ts'
