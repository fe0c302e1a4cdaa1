/**
 * Edits by whoever has the parser at hand: names are found where expressions are read to have them. Who must not wait for
 * it (an editor that opens) passes tools of its own to `applyWith`, `invertWith` and `pasteWith`.
 */
import { mentionedNodes } from '@millrace/expression'
import type { NodeId, Workflow } from '../document.ts'
import type { Describe } from '../validate/known-types.ts'
import { applyWith } from './apply.ts'
import { invertWith } from './invert.ts'
import type { Operation } from './operation.ts'
import { type PasteOptions, type Pasted, fragmentOf, pasteWith } from './paste.ts'
import { type EditTools, codeOf, searchingTools } from './tools.ts'

/** Without descriptions only expressions follow a rename. */
export const defaultTools: EditTools = { ...searchingTools, mentions: mentionedNodes }

/** With them, program text does too. */
export function editToolsFor(describe: Describe): EditTools {
  return { ...defaultTools, isCode: codeOf(describe) }
}

/**
 * The document after an operation.
 * @throws EditError when the document does not allow it; a composite is made whole or not at all
 */
export function apply(workflow: Workflow, operation: Operation, tools: EditTools = defaultTools): Workflow {
  return applyWith(workflow, operation, tools)
}

/**
 * The operation that takes another back: applied after it, it gives the document it was computed on.
 * @throws EditError as `apply` would
 */
export function invert(workflow: Workflow, operation: Operation, tools: EditTools = defaultTools): Operation {
  return invertWith(workflow, operation, tools)
}

/** The operation that adds a fragment's nodes. */
export function paste(workflow: Workflow, fragment: Workflow, options: PasteOptions): Pasted {
  return pasteWith(workflow, fragment, { ...options, tools: options.tools ?? defaultTools })
}

/** The operation that doubles nodes, their copies a little below and right of them. */
export function duplicate(workflow: Workflow, nodes: Iterable<NodeId>, options: PasteOptions): Pasted {
  return paste(workflow, fragmentOf(workflow, nodes), options)
}
