/** Why people's code gave no result, in a form that can be shown at the node. */
import type { CodeChanges, ConsoleLine } from './code.ts'

/**
 * - `thrown`: the code threw, does not parse, or a name it used is missing
 * - `result`: it answered with something that is not items; the node fails, whatever its error setting
 * - `timeout`, `memory`: it passed a limit
 * - `refused`: this call cannot run here at all (language, size, cancelled)
 * - `crashed`: the process ended under it
 */
export type CodeErrorKind = 'thrown' | 'timeout' | 'memory' | 'result' | 'refused' | 'crashed'

export type CodeErrorCode =
  | 'code_threw'
  | 'code_syntax'
  | 'code_empty'
  | 'result_shape'
  | 'result_not_serialisable'
  | 'result_too_large'
  | 'cpu_limit'
  | 'wall_limit'
  | 'never_settles'
  | 'too_many_timers'
  | 'memory_limit'
  | 'runner_crashed'
  | 'runner_unavailable'
  | 'input_too_large'
  | 'cancelled'
  | 'disposed'

export interface CodeErrorDetails extends CodeChanges {
  readonly code: CodeErrorCode
  readonly kind: CodeErrorKind
  /** As people see it; for thrown errors it ends with the line, `boom [line 3]`. */
  readonly message: string
  readonly description?: string
  readonly lineNumber?: number
  readonly itemIndex?: number
  /** The name of what was thrown, such as `TypeError`. */
  readonly thrownName?: string
  readonly console?: readonly ConsoleLine[]
  readonly cause?: unknown
}

/** An author's error unless `kind` is `crashed`. Check `code` and `kind`, not the class. */
export class CodeError extends Error {
  readonly code: CodeErrorCode
  readonly kind: CodeErrorKind
  readonly description: string | undefined
  readonly lineNumber: number | undefined
  readonly itemIndex: number | undefined
  readonly thrownName: string | undefined
  /** What was printed before it failed. */
  readonly console: readonly ConsoleLine[]
  /** What was changed before it failed: a caller that handles the failure keeps it, another drops it. */
  readonly changes: CodeChanges

  constructor(details: CodeErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'CodeError'
    this.code = details.code
    this.kind = details.kind
    this.description = details.description
    this.lineNumber = details.lineNumber
    this.itemIndex = details.itemIndex
    this.thrownName = details.thrownName
    this.console = details.console ?? []
    this.changes = { staticData: details.staticData, customData: details.customData }
  }
}
