/**
 * Statements inside functions.
 *
 * A statement answers how it ended; the value of `return` waits in the frame, the label of a `break` in the runtime.
 * Blocks that need variables of their own run in a frame of their own, and hand the result outwards.
 */
import type { AnyNode, Identifier, Statement, VariableDeclaration } from 'acorn'
import { ExpressionError } from '../error.ts'
import { iterate } from '../run/iterate.ts'
import { strictEquals } from '../run/operators.ts'
import { ownKeys } from '../run/entries.ts'
import { Raised, asRaised, makeError } from '../run/raised.ts'
import { Closure, Frame, type Run } from '../values/callable.ts'
import {
  BREAK,
  CONTINUE,
  NORMAL,
  RETURN,
  UNSET,
  type Bind,
  type Compiler,
  type Completion,
  type RunStatement,
} from './compiler.ts'
import { compileClass } from './class.ts'
import { frameAt } from './pattern.ts'
import { refuse } from './refuse.ts'
import type { Names } from './scopes.ts'
import { holdsFunction, patternNames } from './walk.ts'

export function compileStatement(c: Compiler, node: Statement, names: Names): RunStatement {
  switch (node.type) {
    case 'ExpressionStatement': {
      const run = c.expression(node.expression, names)
      return (f) => {
        run(f)
        return NORMAL
      }
    }
    case 'ReturnStatement': {
      const run = node.argument ? c.expression(node.argument, names) : () => undefined
      return (f) => {
        f.result = run(f)
        return RETURN
      }
    }
    case 'VariableDeclaration':
      return declaration(c, node, names)
    case 'IfStatement': {
      const test = c.expression(node.test, names)
      const yes = c.statement(node.consequent, names)
      const no = node.alternate ? c.statement(node.alternate, names) : () => NORMAL
      return (f) => (test(f) ? yes(f) : no(f))
    }
    case 'BlockStatement':
      return block(c, node.body, names)
    case 'ForStatement':
      return forLoop(c, node, names)
    case 'ForOfStatement':
    case 'ForInStatement':
      return forEach(c, node, names)
    case 'WhileStatement': {
      const labels = c.takeLabels()
      const test = c.expression(node.test, names)
      return loop(test, c.statement(node.body, names.block(false, true)), null, labels)
    }
    case 'DoWhileStatement': {
      const labels = c.takeLabels()
      const test = c.expression(node.test, names)
      const body = c.statement(node.body, names.block(false, true))
      const rest = loop(test, body, null, labels)
      return (f) => {
        f.rt.spend(1)
        const ended = body(f)
        const left = ended === NORMAL ? null : leaves(f, ended, labels)
        return left === null ? rest(f) : left
      }
    }
    case 'SwitchStatement':
      return switchCases(c, node, names)
    case 'ThrowStatement': {
      const run = c.expression(node.argument, names)
      return (f) => {
        throw Raised.value(run(f))
      }
    }
    case 'TryStatement':
      return tryCatch(c, node, names)
    case 'BreakStatement':
      return jump(BREAK, node.label?.name ?? null)
    case 'ContinueStatement':
      return jump(CONTINUE, node.label?.name ?? null)
    case 'LabeledStatement':
      return labelled(c, node, names)
    case 'FunctionDeclaration':
    case 'EmptyStatement':
    case 'DebuggerStatement':
      return () => NORMAL
    case 'ClassDeclaration': {
      const made = compileClass(c, node, names)
      const bind = c.pattern(node.id, names, true)
      return (f) => {
        bind(f, made(f))
        return NORMAL
      }
    }
    case 'WithStatement':
      throw refuse(node, 'with')
  }
}

/** Statements in order, with their functions and `let`s declared first. */
export function compileBody(c: Compiler, nodes: readonly Statement[], names: Names): RunStatement {
  const unset: number[] = []
  for (const node of nodes) {
    if (node.type === 'VariableDeclaration' && node.kind !== 'var') {
      const kind = node.kind === 'const' ? 'const' : 'let'
      for (const { id } of node.declarations) {
        for (const name of patternNames(id)) unset.push(names.declare(name, kind).slot)
      }
    } else if (node.type === 'ClassDeclaration') unset.push(names.declare(node.id.name, 'let').slot)
    else if (node.type === 'FunctionDeclaration') names.declare(node.id.name, 'var')
  }
  const functions = nodes.flatMap((node) =>
    node.type === 'FunctionDeclaration'
      ? [
          {
            slot: names.declare(node.id.name, 'var').slot,
            code: c.function(node, names, false),
            // A function in a block is known behind the block too.
            outwards: names.isBlock ? outerBinding(c, node.id, names) : null,
          },
        ]
      : [],
  )
  const runs = (c.quirks ? nodes.map((node, i) => joinedReturn(c, node, nodes[i + 1])) : nodes)
    .filter((node) => node.type !== 'FunctionDeclaration' && node.type !== 'EmptyStatement')
    .map((node) => c.statement(node, names))
  return (f) => {
    for (const slot of unset) f.vars[slot] = UNSET
    for (const { slot, code, outwards } of functions) {
      const closure = new Closure(code, f)
      f.vars[slot] = closure
      outwards?.(f, closure)
    }
    for (const run of runs) {
      const ended = run(f)
      if (ended !== NORMAL) return ended
    }
    return NORMAL
  }
}

/**
 * A `return` alone on its line gives nothing in JavaScript, but n8n joins it with a text that begins on the next line;
 * imported workflows rely on it.
 */
function joinedReturn(c: Compiler, node: Statement, next: Statement | undefined): Statement {
  const alone = node.type === 'ReturnStatement' && !node.argument && node.end === node.start + 'return'.length
  if (!alone || next?.type !== 'ExpressionStatement' || !/^["'`]/.test(c.source(next))) return node
  return { ...node, argument: next.expression }
}

/** Gives a value to the variable of that name around a block, if the source declares one. */
function outerBinding(c: Compiler, id: Identifier, names: Names): Bind | null {
  const place = names.outside(id.name)
  if (place === undefined || place.binding.checked) return null
  const { hops, binding } = place
  return (f, value) => void (frameAt(f, hops).vars[binding.slot] = value)
}

/** True when the statements declare names that closures inside a loop must keep apart. */
function needsFrame(nodes: readonly AnyNode[], names: Names): boolean {
  const declares = nodes.some(
    (node) =>
      (node.type === 'VariableDeclaration' && node.kind !== 'var') ||
      node.type === 'FunctionDeclaration' ||
      node.type === 'ClassDeclaration',
  )
  return declares && names.inLoop && nodes.some(holdsFunction)
}

function block(c: Compiler, nodes: readonly Statement[], names: Names): RunStatement {
  const own = needsFrame(nodes, names)
  const inner = names.block(own)
  const run = c.body(nodes, inner)
  return own ? inOwnFrame(run) : run
}

function inOwnFrame(run: RunStatement): RunStatement {
  return (f) => within(f, new Frame(f.rt, f, [], f.self), run)
}

/** Runs in an inner frame and hands `return`'s value outwards. */
function within(outer: Frame, inner: Frame, run: RunStatement): Completion {
  const ended = run(inner)
  if (ended === RETURN) outer.result = inner.result
  return ended
}

function declaration(c: Compiler, node: VariableDeclaration, names: Names): RunStatement {
  if (node.kind !== 'var' && node.kind !== 'let' && node.kind !== 'const') throw refuse(node, node.kind)
  const steps = node.declarations.map(({ id, init }) => {
    if (node.kind !== 'var')
      for (const name of patternNames(id)) names.declare(name, node.kind === 'const' ? 'const' : 'let')
    return {
      bind: c.pattern(id, names, true),
      value: init ? c.expression(init, names) : null,
      keep: node.kind === 'var' && !init,
    }
  })
  return (f) => {
    for (const { bind, value, keep } of steps) if (!keep) bind(f, value === null ? undefined : value(f))
    return NORMAL
  }
}

function loop(test: Run | null, body: RunStatement, after: Run | null, labels: readonly string[]): RunStatement {
  const again = test ?? (() => true)
  return (f) => {
    while (again(f)) {
      f.rt.spend(1)
      const ended = body(f)
      if (ended !== NORMAL) {
        const left = leaves(f, ended, labels)
        if (left !== null) return left
      }
      if (after !== null) after(f)
    }
    return NORMAL
  }
}

/** How a loop ends when its body ended this way; null when it goes on. */
function leaves(f: Frame, ended: Completion, labels: readonly string[]): Completion | null {
  if (ended === CONTINUE) {
    if (f.rt.label !== null && !labels.includes(f.rt.label)) return CONTINUE
    f.rt.label = null
    return null
  }
  if (ended === BREAK) return f.rt.label === null ? NORMAL : BREAK
  return ended
}

function forLoop(c: Compiler, node: Extract<Statement, { type: 'ForStatement' }>, names: Names): RunStatement {
  const labels = c.takeLabels()
  const lexical = node.init?.type === 'VariableDeclaration' && node.init.kind !== 'var'
  const own = lexical && holdsFunction(node)
  const inner = names.block(own, true)
  const init = node.init
    ? node.init.type === 'VariableDeclaration'
      ? declaration(c, node.init, inner)
      : compileStatementExpression(c, node.init, inner)
    : null
  const test = node.test ? c.expression(node.test, inner) : null
  const after = node.update ? c.expression(node.update, inner) : null
  const body = c.statement(node.body, inner)
  const again = test ?? (() => true)
  if (!own) {
    const run = loop(test, body, after, labels)
    return (f) => {
      init?.(f)
      return run(f)
    }
  }
  return (f) => {
    let frame = new Frame(f.rt, f, [], f.self)
    init?.(frame)
    while (again(frame)) {
      f.rt.spend(1)
      const ended = within(f, frame, body)
      if (ended !== NORMAL) {
        const left = leaves(f, ended, labels)
        if (left !== null) return left
      }
      // Each round has variables of its own; closures of the last round keep theirs.
      frame = new Frame(f.rt, f, frame.vars.slice(), f.self)
      after?.(frame)
    }
    return NORMAL
  }
}

function compileStatementExpression(
  c: Compiler,
  node: Parameters<Compiler['expression']>[0],
  names: Names,
): RunStatement {
  const run = c.expression(node, names)
  return (f) => {
    run(f)
    return NORMAL
  }
}

type ForEach = Extract<Statement, { type: 'ForOfStatement' | 'ForInStatement' }>

function forEach(c: Compiler, node: ForEach, names: Names): RunStatement {
  if (node.type === 'ForOfStatement' && node.await) throw refuse(node, 'for await')
  const labels = c.takeLabels()
  const source = c.expression(node.right, names)
  const lexical = node.left.type === 'VariableDeclaration' && node.left.kind !== 'var'
  const own = lexical && holdsFunction(node.body)
  const inner = names.block(own, true)
  const bind = loopTarget(c, node, inner)
  const body = c.statement(node.body, inner)
  const keys = node.type === 'ForInStatement'
  return (f) => {
    const value = source(f)
    for (const element of keys ? ownKeys(f.rt, value) : iterate(f.rt, value)) {
      f.rt.spend(1)
      const frame = own ? new Frame(f.rt, f, [], f.self) : f
      bind(frame, element)
      const ended = own ? within(f, frame, body) : body(frame)
      if (ended !== NORMAL) {
        const left = leaves(f, ended, labels)
        if (left !== null) return left
      }
    }
    return NORMAL
  }
}

function loopTarget(c: Compiler, node: ForEach, names: Names): Bind {
  if (node.left.type !== 'VariableDeclaration') return c.pattern(node.left, names, false)
  const [first] = node.left.declarations
  if (first === undefined) throw refuse(node.left, 'an empty declaration')
  if (node.left.kind !== 'var') {
    for (const name of patternNames(first.id)) names.declare(name, node.left.kind === 'const' ? 'const' : 'let')
  }
  return c.pattern(first.id, names, true)
}

function switchCases(c: Compiler, node: Extract<Statement, { type: 'SwitchStatement' }>, names: Names): RunStatement {
  const value = c.expression(node.discriminant, names)
  const all = node.cases.flatMap((clause) => clause.consequent)
  const own = needsFrame(all, names)
  const inner = names.block(own)
  for (const statement of all) {
    if (statement.type === 'VariableDeclaration' && statement.kind !== 'var') {
      for (const { id } of statement.declarations) {
        for (const name of patternNames(id)) inner.declare(name, statement.kind === 'const' ? 'const' : 'let')
      }
    }
  }
  const clauses = node.cases.map((clause) => ({
    test: clause.test ? c.expression(clause.test, inner) : null,
    run: c.body(clause.consequent, inner),
  }))
  const run = (f: Frame): Completion => {
    const wanted = value(own ? (f.up as Frame) : f)
    let from = clauses.findIndex((clause) => clause.test !== null && strictEquals(f.rt, clause.test(f), wanted))
    if (from < 0) from = clauses.findIndex((clause) => clause.test === null)
    if (from < 0) return NORMAL
    for (const clause of clauses.slice(from)) {
      const ended = clause.run(f)
      if (ended === BREAK && f.rt.label === null) return NORMAL
      if (ended !== NORMAL) return ended
    }
    return NORMAL
  }
  return own ? inOwnFrame(run) : run
}

function tryCatch(c: Compiler, node: Extract<Statement, { type: 'TryStatement' }>, names: Names): RunStatement {
  const body = c.statement(node.block, names)
  const handler = node.handler ? catchClause(c, node.handler, names) : null
  const final = node.finalizer ? c.statement(node.finalizer, names) : null
  const attempt: RunStatement =
    handler === null
      ? body
      : (f) => {
          const { depth } = f.rt
          try {
            return body(f)
          } catch (error) {
            f.rt.depth = depth
            return handler(f, caught(error))
          }
        }
  if (final === null) return attempt
  return (f) => {
    const { depth } = f.rt
    let ended: Completion
    let thrown: unknown
    let failed = false
    try {
      ended = attempt(f)
    } catch (error) {
      if (isUncatchable(error)) throw error
      f.rt.depth = depth
      ended = NORMAL
      thrown = error
      failed = true
    }
    const { result } = f
    const { label } = f.rt
    f.rt.label = null
    const last = final(f)
    if (last !== NORMAL) return last
    f.result = result
    f.rt.label = label
    if (failed) throw thrown
    return ended
  }
}

/** Limits and security cannot be caught: an expression may not go on after them. */
function isUncatchable(error: unknown): boolean {
  if (asRaised(error) !== null) return false
  return !(error instanceof ExpressionError) || error.kind === 'budget' || error.kind === 'security'
}

/** The value that `catch (e)` sees. */
function caught(error: unknown): unknown {
  const raised = asRaised(error)
  if (raised !== null) return raised.value
  if (isUncatchable(error) || !(error instanceof ExpressionError)) throw error
  return makeError(error.name, error.message)
}

type Handler = NonNullable<Extract<Statement, { type: 'TryStatement' }>['handler']>

function catchClause(c: Compiler, node: Handler, names: Names): (f: Frame, error: unknown) => Completion {
  const own = needsCatchFrame(node, names)
  const inner = names.block(own)
  if (node.param) for (const name of patternNames(node.param)) inner.declare(name, 'param')
  const bind = node.param ? c.pattern(node.param, inner, true) : null
  const run = c.statement(node.body, inner)
  return (f, error) => {
    const frame = own ? new Frame(f.rt, f, [], f.self) : f
    bind?.(frame, error)
    return own ? within(f, frame, run) : run(frame)
  }
}

function needsCatchFrame(node: Handler, names: Names): boolean {
  return names.inLoop && node.param !== null && holdsFunction(node.body)
}

function jump(kind: Completion, label: string | null): RunStatement {
  return (f) => {
    f.rt.label = label
    return kind
  }
}

function labelled(c: Compiler, node: Extract<Statement, { type: 'LabeledStatement' }>, names: Names): RunStatement {
  const name = node.label.name
  c.addLabel(name)
  const run = c.statement(node.body, names)
  c.takeLabels()
  return (f) => {
    const ended = run(f)
    if (f.rt.label === name && ended === BREAK) {
      f.rt.label = null
      return NORMAL
    }
    return ended
  }
}
