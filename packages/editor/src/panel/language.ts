/** The part of the panel that needs the expression language; loaded by `useLanguage`, never directly. */
export { validate } from '@millrace/workflow'
export { assistOf } from './assist.ts'
export { previewer } from './preview.ts'
