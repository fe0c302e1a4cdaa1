export * from './placed.ts'
export * from './run-node.ts'
