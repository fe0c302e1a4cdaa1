import { compileTemplate } from '@millrace/expression'
import type { Json, NodeDescription } from '@millrace/sdk'
import { type Diagnostic, type Path, diagnostic } from '../diagnostic.ts'
import type { WorkflowNode } from '../document.ts'
import { isJsonList, isJsonObject } from '../json.ts'

/** The expressions among a node's parameters that cannot be read. */
export function expressionDiagnostics(
  node: WorkflowNode,
  description: NodeDescription | undefined,
): readonly Diagnostic[] {
  const literal = new Set(
    (description?.properties ?? []).filter(({ noExpression }) => noExpression).map(({ name }) => name),
  )
  const found: Diagnostic[] = []
  const visit = (value: Json | undefined, path: Path) => {
    if (typeof value === 'string') {
      const problem = value.startsWith('=') ? compileTemplate(value).error : null
      if (problem) found.push(syntaxError(node, path, problem))
    } else if (isJsonList(value)) value.forEach((entry, index) => visit(entry, [...path, index]))
    else if (isJsonObject(value)) for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key])
  }
  for (const [name, value] of Object.entries(node.parameters)) {
    if (!literal.has(name)) visit(value, ['parameters', name])
  }
  return found
}

function syntaxError(
  node: WorkflowNode,
  path: Path,
  problem: { readonly message: string; readonly range?: { readonly start: number; readonly end: number } },
): Diagnostic {
  return diagnostic('expression.syntax', `An expression of “${node.name}” cannot be read: ${problem.message}`, {
    node: node.id,
    path,
    ...(problem.range === undefined ? {} : { range: [problem.range.start, problem.range.end] }),
  })
}
