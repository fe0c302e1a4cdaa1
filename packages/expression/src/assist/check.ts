/**
 * Diagnostics while typing: syntax, unknown nodes, unknown fields, functions that the value does not have.
 *
 * Only what is known to be wrong is reported. A shape that is unknown, or open, is never a reason.
 */
import type { AnyNode, Expression, Identifier } from 'acorn'
import { globals } from '../builtins/globals.ts'
import { memberTables, objectMembers } from '../builtins/tables.ts'
import { children, patternNames, walk } from '../compile/walk.ts'
import { isContextName } from '../context/names.ts'
import type { Range } from '../error.ts'
import { isExtensionName } from '../extensions/call.ts'
import { parseBlock, split, type Mode } from '../parse.ts'
import { compileTemplate } from '../template.ts'
import { closest } from './closest.ts'
import type { AssistContext } from './context.ts'
import { isReference } from '../summary.ts'
import { calledFunction } from './complete.ts'
import { after, entering, fixedMember, functionOf, functionsFor, infer, nativeMembers, type Locals } from './infer.ts'
import { NAME_DOCS } from './names.ts'
import { shapeName, type Shape } from './shape.ts'

export interface Diagnostic {
  readonly code:
    | 'syntax'
    | 'unknown-node'
    | 'unknown-field'
    | 'unknown-function'
    | 'unknown-name'
    | 'unreachable-item'
    | 'argument-count'
    | 'argument-type'
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly range: Range
  /** What was probably meant. */
  readonly suggestion?: string
}

export function check(text: string, context: AssistContext, mode: Mode = context.mode ?? 'n8n'): Diagnostic[] {
  const template = compileTemplate(text, { mode })
  if (template.error !== null) {
    const { message, range } = template.error
    return [{ code: 'syntax', severity: 'error', message, range: range ?? { start: 0, end: text.length } }]
  }
  const found = nodeDiagnostics(template.summary.nodes, context)
  const offset = text.startsWith('=') ? 1 : 0
  for (const part of split(text.slice(offset), mode, offset)) {
    if (part.kind === 'text' || (!part.closed && part.code === '')) continue
    const { expression, shift } = parseBlock(part, mode)
    found.push(...new Walk(context, shift).run(expression))
  }
  return found.sort((a, b) => a.range.start - b.range.start)
}

function nodeDiagnostics(
  nodes: readonly {
    readonly name: string
    readonly range: Range
    readonly member: string | undefined
    readonly via: string
  }[],
  context: AssistContext,
): Diagnostic[] {
  if (context.nodes === undefined) return []
  const known = context.nodes
  return nodes.flatMap(({ name, range, member, via }): Diagnostic[] => {
    const node = known.find((one) => one.name === name)
    if (node === undefined) {
      return [
        report(
          'unknown-node',
          'error',
          `There is no node "${name}" in this workflow.`,
          range,
          closest(
            name,
            known.map((one) => one.name),
          ),
        ),
      ]
    }
    if (
      node.leadsHere === false &&
      via === '$' &&
      (member === 'item' || member === 'itemMatching' || member === 'pairedItem')
    ) {
      return [
        report(
          'unreachable-item',
          'error',
          `Node "${name}" does not lead to this one, so it has no matching item. Use .first(), .last() or .all().`,
          range,
        ),
      ]
    }
    return []
  })
}

class Walk {
  readonly #context: AssistContext
  readonly #shift: number
  readonly #found: Diagnostic[] = []
  #meant: ReadonlySet<string> = new Set()

  constructor(context: AssistContext, shift: number) {
    this.#context = context
    this.#shift = shift
  }

  run(expression: Expression): Diagnostic[] {
    this.#meant = meantNames(expression)
    this.#visit(expression, new Map(), null)
    return this.#found
  }

  #visit(node: AnyNode, around: Locals, parent: AnyNode | null): void {
    let locals = entering(node, parent, this.#context, around)
    if (node.type === 'MemberExpression') this.#member(node, locals, parent)
    if (node.type === 'CallExpression') this.#arguments(node, locals)
    if (node.type === 'Identifier' && isReference(node, parent ?? undefined)) this.#name(node, locals)
    for (const child of children(node)) {
      this.#visit(child, locals, node)
      if (node.type === 'BlockStatement') locals = after(child, this.#context, locals)
    }
  }

  #member(node: Extract<Expression, { type: 'MemberExpression' }>, locals: Locals, parent: AnyNode | null): void {
    const name = fixedMember(node)
    if (typeof name !== 'string' || node.object.type === 'Super') return
    const shape = infer(node.object, this.#context, locals)
    const called = parent?.type === 'CallExpression' && parent.callee === node
    const range = { start: node.property.start + this.#shift, end: node.property.end + this.#shift }
    if (called) this.#method(shape, name, range)
    else if (shape.type === 'object' && shape.open !== true && shape.fields.size > 0 && !shape.fields.has(name)) {
      const suggestion = closest(name, [...shape.fields.keys()])
      this.#found.push(
        report('unknown-field', 'warning', `The data seen so far has no field "${name}".`, range, suggestion),
      )
    }
  }

  #method(shape: Shape, name: string, range: Range): void {
    if (shape.type === 'unknown' || shape.type === 'function') return
    if (functionOf(shape, name) !== undefined || nativeMembers(shape).methods.includes(name)) return
    if (shape.type === 'object' && (shape.fields.has(name) || shape.open === true)) return
    if (objectMembers.methods.has(name)) return
    // A date may be one of Luxon's or of JavaScript's.
    if (shape.type === 'date' && memberTables.date.methods.has(name)) return
    if (isExtensionName(name)) {
      this.#found.push(report('unknown-function', 'error', `${name}() cannot be used on ${shapeName(shape)}.`, range))
    } else if (COMPLETE.has(shape.type)) {
      // Not an error: JavaScript's own mistakes give nothing, and other items may hold something else.
      const names = [...functionsFor(shape).map((one) => one.name), ...nativeMembers(shape).methods]
      const message = `There is no function ${name}() on ${shapeName(shape)}.`
      this.#found.push(report('unknown-function', 'warning', message, range, closest(name, names)))
    }
  }

  /** A name that nothing declares, assigns or offers. */
  #name(node: Identifier, locals: Locals): void {
    const { name } = node
    if (locals.has(name) || this.#meant.has(name) || isKnownName(name)) return
    if (this.#context.extra !== undefined && Object.hasOwn(this.#context.extra, name)) return
    const range = { start: node.start + this.#shift, end: node.end + this.#shift }
    const suggestion = closest(name, [...NAME_DOCS.keys(), ...locals.keys()])
    this.#found.push(report('unknown-name', 'warning', `There is nothing named "${name}" here.`, range, suggestion))
  }

  /** The number of arguments, and the types of plain ones. */
  #arguments(node: Extract<Expression, { type: 'CallExpression' }>, locals: Locals): void {
    if (node.arguments.some((argument) => argument.type === 'SpreadElement')) return
    const found = calledFunction(node.callee, this.#context, locals)
    if (found === undefined) return
    const { name } = found
    const called = node.callee.type === 'MemberExpression' ? node.callee.property : node.callee
    const range = { start: called.start + this.#shift, end: called.end + this.#shift }
    const needed = found.parameters.filter(
      (parameter) => parameter.optional !== true && !parameter.name.startsWith('...'),
    ).length
    if (node.arguments.length < needed) {
      this.#found.push(
        report('argument-count', 'warning', `${name}() needs ${needed} argument${needed === 1 ? '' : 's'}.`, range),
      )
    }
    node.arguments.forEach((argument, i) => {
      const parameter = found.parameters[i]
      const given = infer(argument, this.#context, locals)
      if (
        parameter === undefined ||
        !isPlainType(parameter.type) ||
        given.type === 'unknown' ||
        given.type === 'null' ||
        given.type === parameter.type
      )
        return
      const place = { start: argument.start + this.#shift, end: argument.end + this.#shift }
      this.#found.push(
        report(
          'argument-type',
          'warning',
          `${name}() takes a ${parameter.type} here, not a ${shapeName(given)}.`,
          place,
        ),
      )
    })
  }
}

/** Kinds of which all functions are known. */
const COMPLETE: ReadonlySet<Shape['type']> = new Set(['string', 'number', 'array', 'date'])

function isKnownName(name: string): boolean {
  return globals.has(name) || isContextName(name)
}

/** Names that the source gives a meaning somewhere, declared or not. Whether they are in reach is not asked. */
function meantNames(root: AnyNode): ReadonlySet<string> {
  const names = new Set<string>()
  const add = (pattern: AnyNode | null | undefined): void => {
    if (pattern) for (const name of patternNames(pattern)) names.add(name)
  }
  walk(root, (node) => {
    if ('id' in node) add(node.id)
    if ('params' in node) node.params.forEach(add)
    if ('param' in node) add(node.param)
    if ('label' in node) add(node.label)
    if (node.type === 'AssignmentExpression') add(node.left)
  })
  return names
}

function isPlainType(type: string): type is Shape['type'] {
  return type === 'string' || type === 'number' || type === 'boolean'
}

function report(
  code: Diagnostic['code'],
  severity: Diagnostic['severity'],
  message: string,
  range: Range,
  suggestion?: string,
): Diagnostic {
  return {
    code,
    severity,
    message: suggestion === undefined ? message : `${message} Did you mean "${suggestion}"?`,
    range,
    ...(suggestion === undefined ? {} : { suggestion }),
  }
}
