/**
 * The expression language: text with `{{ }}` to value.
 *
 * Evaluating: `compileTemplate`, `evaluate`, `resolveParameter` over a `Scope`. For authors of nodes: values only.
 */
export {
  ExpressionError,
  type ExpressionErrorClass,
  type ExpressionErrorKind,
  type Range,
  type Swallowed,
} from './error.ts'
export {
  atItem,
  dataScope,
  emptyNode,
  type CustomDataPort,
  type ItemLink,
  type Scope,
  type ScopeExecution,
  type ScopeItem,
  type ScopeNode,
  type ScopeRun,
  type ScopeWorkflow,
  type Source,
} from './scope.ts'
export { isExpression, split as splitTemplate, type BlockPart, type Mode, type Part } from './parse.ts'
export { compileTemplate, type CompileOptions, type Template } from './template.ts'
export { refusal, type Refusal } from './refusals.ts'
export { mentionedNodes } from './mentions.ts'
export type { NodeReference, Summary } from './summary.ts'
export { evaluate, evaluateNoting, hasExpression, resolveParameter, type ResolveOptions } from './evaluate.ts'
export { explain, type Explanation, type Missing } from './explain.ts'
export { DEFAULT_BUDGET, type Budget } from './run/runtime.ts'
export { functions } from './extensions/functions.ts'
export type { Example, LanguageFunction, Parameter, Receiver } from './extensions/table.ts'
export { getPath, hasPath, parsePath, setPath, unsetPath } from './values/path.ts'
export { numberToDateTime, parseDateTime, toDateTime, type DateContext, type NumberFormat } from './values/dates.ts'
export { deepEqual } from './values/equal.ts'
export { uuidv7 } from './values/uuid.ts'
export { replacePattern, searchJmespath, testPattern } from './values/author.ts'
export { readDateByFormat } from './values/date-format.ts'
export { merged, objectShape, shapeName, shapeOf, type Shape } from './assist/shape.ts'
export type { AssistContext, KnownNode } from './assist/context.ts'
export {
  complete,
  hover,
  signature,
  signatureHelp,
  type Completion,
  type Completions,
  type Hover,
  type SignatureHelp,
} from './assist/complete.ts'
export { check, type Diagnostic } from './assist/check.ts'
export { closest } from './assist/closest.ts'
export { renameNode } from './assist/rename.ts'
