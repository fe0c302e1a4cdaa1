export * from './diagnostic.ts'
export * from './document.ts'
export type { FoundInNode, FoundInWorkflow, Leftover, Repair } from './found.ts'
export * from './graph.ts'
export { equal } from './json.ts'
export * from './layout.ts'
export { uniqueNames } from './unique-names.ts'

// The n8n door
export { type ExportOptions, exportWorkflow } from './n8n/export.ts'
export { type IdSource } from './n8n/identity.ts'
export { type Imported, type ImportOptions, importWorkflow, importWorkflows } from './n8n/import.ts'
export { type Limits, defaultLimits } from './n8n/read-json.ts'
export { readTypeName, writeTypeName } from './n8n/type-names.ts'

// Edit operations
export { applyWith, edgeIndex, nodeMillrace } from './edit/apply.ts'
export { diff } from './edit/diff.ts'
export { EditError, type EditErrorCode } from './edit/edit-error.ts'
export { insertOnEdge } from './edit/insert-on-edge.ts'
export { apply, defaultTools, duplicate, editToolsFor, invert, paste } from './edit/edit.ts'
export { invertWith } from './edit/invert.ts'
export type { Details, Operation, Patch } from './edit/operation.ts'
export { parameterAt, withParameter } from './edit/parameter-path.ts'
export { type Pasted, type PasteOptions, fragmentOf, pasteWith } from './edit/paste.ts'
export { type RenameInCode, renameInCode } from './edit/references.ts'
export { type EditTools, codeOf, searchingTools } from './edit/tools.ts'

// Validation
export * from './validate/known-types.ts'
export { missingDiagnostics, neededCredentials } from './validate/missing.ts'
export { portsOfNode } from './validate/ports.ts'
export { typeDiagnostics } from './validate/type-diagnostics.ts'
export { validate } from './validate/validate.ts'

// What Millrace adds to how a workflow runs
export { type ExpressionMode, ownSettings } from './plan/own-settings.ts'

// The journal
export * from './journal/event.ts'
export { packPlaces, type Places, unpackPlaces } from './journal/places.ts'
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

// The plan
export { type Compiled, compile } from './plan/compile.ts'
export {
  type Dynamic,
  type Parameters,
  type Prepared,
  preparedAt,
  prepareParameters,
  resolvePrepared,
  variesByItem,
} from './plan/parameters.ts'
export type { Plan, PlanEdge, PlanNode } from './plan/plan.ts'
