import type { HttpRequest } from '@millrace/sdk'

/** One item's request, and what its answer is to become. */
export interface Exchange {
  readonly request: HttpRequest
  readonly answer: AnswerRules
}

export interface AnswerRules {
  /** `auto` follows the answer's type; `value` is text that is parsed where it is typed as JSON. */
  readonly format: 'auto' | 'json' | 'text' | 'value' | 'file'
  /** Where text or a file goes. */
  readonly field: string
  /** Headers and status too. */
  readonly full: boolean
  /** An answer of any status is an answer. */
  readonly neverError: boolean
  /** A list becomes one item each. */
  readonly split: boolean
  /** Versions 1 and 2 fail as a whole when JSON cannot be read. */
  readonly strictJson: boolean
}
