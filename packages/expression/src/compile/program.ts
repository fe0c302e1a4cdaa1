/**
 * Compiles one block: syntax tree in, closure out, with what it mentions along the way.
 */
import type { AnyNode, Expression } from 'acorn'
import { ExpressionError } from '../error.ts'
import { LIMITS } from '../run/runtime.ts'
import type { Run } from '../values/callable.ts'
import type { Compiler } from './compiler.ts'
import { compileExpression, compileLink } from './expression.ts'
import { compileFunction } from './function.ts'
import { compilePattern } from './pattern.ts'
import { Names } from './scopes.ts'
import { walk } from './walk.ts'
import { compileBody, compileStatement } from './statement.ts'

export interface Program {
  readonly run: Run
  readonly slots: number
  /** Names used that the block does not declare. */
  readonly free: ReadonlySet<string>
  /** Only literals and operators: n8n does not swallow the errors of such a block. */
  readonly plain: boolean
}

function mentionsAnything(expression: Expression): boolean {
  let found = false
  walk(expression, (node) => {
    if (['Identifier', 'MemberExpression', 'CallExpression', 'NewExpression', 'ThisExpression'].includes(node.type))
      found = true
    return !found
  })
  return found
}

/** Compiles an expression. `source` is the text that the positions of its nodes count in. */
export function compileProgram(expression: Expression, source: string, quirks: boolean): Program {
  const free = new Set<string>()
  const names = Names.ofFunction(null)
  const run = compilerFor(source, free, quirks).expression(expression, names)
  return { run, slots: names.layout.slots, free, plain: free.size === 0 && !mentionsAnything(expression) }
}

function compilerFor(source: string, free: Set<string>, quirks: boolean): Compiler {
  let depth = 0
  let labels: string[] = []
  /** Keeps the compiler's own recursion, and with it that of the closures, in bounds. */
  const nested = <T>(node: AnyNode, compile: () => T): T => {
    if (++depth > LIMITS.parseDepth * 2) {
      throw new ExpressionError('syntax', 'The expression is nested too deeply.', {
        range: { start: node.start, end: node.end },
      })
    }
    const made = compile()
    depth--
    return made
  }
  const compiler: Compiler = {
    quirks,
    expression: (node, names) => nested(node, () => compileExpression(compiler, node, names)),
    link: (node, names) => nested(node, () => compileLink(compiler, node, names)),
    pattern: (node, names, declares) => nested(node, () => compilePattern(compiler, node, names, declares)),
    statement: (node, names) => nested(node, () => compileStatement(compiler, node, names)),
    body: (nodes, names) => compileBody(compiler, nodes, names),
    function: (node, names, arrow) => nested(node, () => compileFunction(compiler, node, names, arrow)),
    addLabel: (name) => void labels.push(name),
    takeLabels: () => {
      const taken = labels
      labels = []
      return taken
    },
    source: (node) => source.slice(node.start, node.end),
    free: (name) => void free.add(name),
  }
  return compiler
}
