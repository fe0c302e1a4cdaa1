export { closedDataTables } from './memory-context.ts'
export { memoryMachine } from './memory-machine.ts'
export * from './placed.ts'
export * from './run-node.ts'
