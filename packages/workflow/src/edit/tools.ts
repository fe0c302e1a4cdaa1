import type { Path } from '../diagnostic.ts'
import type { WorkflowNode } from '../document.ts'
import type { Describe } from '../validate/known-types.ts'
import { type TextTools, renameInCode } from './references.ts'

/** What an edit has to know about texts. */
export interface EditTools extends TextTools {
  /** Whether the parameter at a path of a node is program text, which may name other nodes. */
  isCode(node: WorkflowNode, path: Path): boolean
}

/** Without a parser and without descriptions: expressions are searched, and only they follow a rename. */
export const searchingTools: EditTools = { rename: renameInCode, mentions: () => null, isCode: () => false }

/** With descriptions, program text follows too: parameters that are edited as code. */
export function codeOf(describe: Describe): EditTools['isCode'] {
  return (node, [name]) =>
    describe(node.type)?.properties.some((property) => property.name === name && property.editor === 'code') ?? false
}
