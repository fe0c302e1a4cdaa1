export * from './diagnostic.ts'
export * from './document.ts'
export type { FoundInNode, FoundInWorkflow, Leftover, Repair } from './found.ts'
export * from './graph.ts'
export { equal } from './json.ts'
export * from './known-types.ts'
export { uniqueNames } from './unique-names.ts'

// The n8n door
export { type ExportOptions, exportWorkflow } from './n8n/export.ts'
export { type IdSource } from './n8n/identity.ts'
export { type Imported, type ImportOptions, importWorkflow, importWorkflows } from './n8n/import.ts'
export { type Limits, defaultLimits } from './n8n/read-json.ts'
export { readTypeName, writeTypeName } from './n8n/type-names.ts'

// The journal
export * from './journal/event.ts'
export { linkTo, type FindRun, readItems, type RecordedRun } from './journal/items.ts'
export {
  evolve,
  evolveAll,
  type MutableProgress,
  type NodeRun,
  noProgress,
  type Progress,
  type ProgressStatus,
  record,
} from './journal/progress.ts'
