export { closedDataTables } from './memory-context.ts'
export * from './placed.ts'
export * from './run-node.ts'
