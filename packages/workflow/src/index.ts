export * from './diagnostic.ts'
export * from './document.ts'
export type { FoundInNode, FoundInWorkflow, Leftover, Repair } from './found.ts'
export { equal } from './json.ts'
export * from './known-types.ts'
export { uniqueNames } from './unique-names.ts'

// The n8n door
export { type ExportOptions, exportWorkflow } from './n8n/export.ts'
export { type IdSource } from './n8n/identity.ts'
export { type Imported, type ImportOptions, importWorkflow, importWorkflows } from './n8n/import.ts'
export { type Limits, defaultLimits } from './n8n/read-json.ts'
export { readTypeName, writeTypeName } from './n8n/type-names.ts'
