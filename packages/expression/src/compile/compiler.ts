/**
 * What the parts of the compiler need of each other. Each part handles one family of syntax.
 */
import type {
  AnyNode,
  ArrowFunctionExpression,
  Expression,
  FunctionDeclaration,
  FunctionExpression,
  Pattern,
  Statement,
  Super,
} from 'acorn'
import type { Frame, FunctionCode, Run } from '../values/callable.ts'
import type { Names } from './scopes.ts'

/** How a statement ended. Values travel in the frame. */
export type Completion = 0 | 1 | 2 | 3
export const NORMAL: Completion = 0
export const BREAK: Completion = 1
export const CONTINUE: Completion = 2
export const RETURN: Completion = 3

export type RunStatement = (frame: Frame) => Completion

/** Gives a value to a pattern: a declaration or an assignment. */
export type Bind = (frame: Frame, value: unknown) => void

export type FunctionNode = ArrowFunctionExpression | FunctionDeclaration | FunctionExpression

export interface Compiler {
  /** Reproduce what n8n's rewriting of the text does by accident. */
  readonly quirks: boolean
  expression(node: Expression | Super, names: Names): Run
  /** A link of an optional chain, which may answer SHORT. */
  link(node: Expression | Super, names: Names): Run
  pattern(node: Pattern, names: Names, declares: boolean): Bind
  statement(node: Statement, names: Names): RunStatement
  body(nodes: readonly Statement[], names: Names): RunStatement
  function(node: FunctionNode, names: Names, arrow: boolean): FunctionCode
  /** Labels written before the statement that comes next. */
  addLabel(name: string): void
  takeLabels(): readonly string[]
  /** The text of a node, for `toString` of functions and messages. */
  source(node: AnyNode): string
  /** Notes that the program reads a free name. */
  free(name: string, node: AnyNode): void
}

/** What an optional chain that was cut answers to the links behind it. */
export const SHORT = Symbol('short')
/** The value of a `let` or `const` before its declaration. */
export const UNSET = Symbol('unset')
