/** Loaded by `node-names`, never directly. */
export { mentionedNodes } from '@millrace/expression'
