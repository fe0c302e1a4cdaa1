import { compileTemplate, type Template } from '@millrace/expression'
import type { Json, NodeDescription } from '@millrace/sdk'
import { type Diagnostic, type Path, diagnostic } from '../diagnostic.ts'
import type { WorkflowNode } from '../document.ts'
import { isJsonList, isJsonObject } from '../json.ts'
import type { ExpressionMode } from '../plan/own-settings.ts'

/** A place in a node's parameters where an expression names another node. */
export interface Reference {
  readonly name: string
  readonly path: Path
  readonly range: readonly [from: number, to: number]
}

export interface Expressions {
  /** Those that cannot be read. */
  readonly diagnostics: readonly Diagnostic[]
  readonly references: readonly Reference[]
}

/** Reads the expressions among a node's parameters, those that are never evaluated left out. */
export function expressionsOf(
  node: WorkflowNode,
  description: NodeDescription | undefined,
  mode: ExpressionMode,
): Expressions {
  const literal = new Set(
    (description?.properties ?? []).filter(({ noExpression }) => noExpression).map(({ name }) => name),
  )
  const diagnostics: Diagnostic[] = []
  const references: Reference[] = []
  const visit = (value: Json | undefined, path: Path) => {
    if (typeof value === 'string') {
      if (!value.startsWith('=')) return
      const template = compileTemplate(value, { mode })
      if (template.error) diagnostics.push(syntaxError(node, path, template.error))
      else references.push(...referencesIn(template, path))
    } else if (isJsonList(value)) value.forEach((entry, index) => visit(entry, [...path, index]))
    else if (isJsonObject(value)) for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key])
  }
  for (const [name, value] of Object.entries(node.parameters)) {
    if (!literal.has(name)) visit(value, ['parameters', name])
  }
  return { diagnostics, references }
}

function referencesIn(template: Template, path: Path): readonly Reference[] {
  return template.summary.nodes.map(({ name, range }) => ({ name, path, range: [range.start, range.end] }))
}

function syntaxError(node: WorkflowNode, path: Path, problem: NonNullable<Template['error']>): Diagnostic {
  return diagnostic('expression.syntax', `An expression of “${node.name}” cannot be read: ${problem.message}`, {
    node: node.id,
    path,
    ...(problem.range === undefined ? {} : { range: [problem.range.start, problem.range.end] }),
  })
}
