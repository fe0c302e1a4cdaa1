export * from './run-node.ts'
