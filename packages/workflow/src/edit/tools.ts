import type { Path } from '../diagnostic.ts'
import type { WorkflowNode } from '../document.ts'
import type { Describe } from '../validate/known-types.ts'
import { type RenameInCode, renameInCode } from './references.ts'

/** What an edit has to know about texts. */
export interface EditTools {
  readonly rename: RenameInCode
  /** Whether the parameter at a path of a node is program text, which may name other nodes. */
  isCode(node: WorkflowNode, path: Path): boolean
}

/** Without descriptions only expressions follow a rename. */
export const defaultTools: EditTools = { rename: renameInCode, isCode: () => false }

/** With them, program text does too: parameters that are edited as code. */
export function editToolsFor(describe: Describe): EditTools {
  return {
    rename: renameInCode,
    isCode: (node, [name]) =>
      describe(node.type)?.properties.some((property) => property.name === name && property.editor === 'code') ?? false,
  }
}
