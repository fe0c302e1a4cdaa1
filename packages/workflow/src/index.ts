export * from './journal/event.ts'
