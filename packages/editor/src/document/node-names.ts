/**
 * The tools of edits. What names nodes in expressions is found by a parser, which is large: it is loaded before the first
 * edit that needs it (a rename, a copy that gets another name) and not with every workflow.
 */
import type { mentionedNodes } from '@millrace/expression'
import { type EditTools, codeOf, searchingTools } from '@millrace/workflow'
import type { Catalog } from '../catalog/catalog.ts'

let read: typeof mentionedNodes | undefined

/** Loads what reads expressions; edits after it find every name. */
export async function loadReader(): Promise<void> {
  read ??= (await import('./expression-reader.ts')).mentionedNodes
}

export function editTools(catalog: () => Catalog): EditTools {
  return {
    ...searchingTools,
    mentions: (text) => read?.(text) ?? null,
    isCode: codeOf((type) => catalog().byType.get(type)),
  }
}
