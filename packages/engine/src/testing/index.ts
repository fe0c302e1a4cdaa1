export { type MemoryJournal, memoryBlobs, memoryJournal, memoryState, memoryWorkflows, stillClock } from './memory.ts'
export {
  type RanNode,
  runWorkflow,
  type RunWorkflowOptions,
  TEST_TIME,
  testHost,
  type WorkflowRun,
} from './run-workflow.ts'
export { type Drawn, drawing } from './documents.ts'
export { testCatalog } from './nodes.ts'
