import { ExpressionError, testPattern } from '@millrace/expression'
import { refuse } from '@millrace/sdk'

/**
 * A regular expression as people type it: `^a.c`, or between slashes with flags, `/a.c/i`.
 * @throws NodeError when it is not one
 */
export function toPattern(text: string): RegExp {
  const [, source, flags] = /^\/(.*)\/([dgimsuvy]*)$/s.exec(text) ?? []
  try {
    // A pattern that is tested once and thrown away must not remember where it stopped.
    return source === undefined ? new RegExp(text) : new RegExp(source, flags?.replaceAll(/[gy]/g, ''))
  } catch (cause) {
    throw refuse(`"${text.slice(0, 100)}" is no regular expression.`, {
      code: 'pattern_invalid',
      hint: 'Check the brackets, or put a backslash before characters that stand for themselves.',
      retry: 'no',
      cause,
    })
  }
}

/**
 * Whether a pattern matches a text, in bounded time whatever both are.
 * @throws NodeError when that cannot be told in bounded time
 */
export function matches(pattern: RegExp, text: string): boolean {
  try {
    return testPattern(pattern, text)
  } catch (cause) {
    if (!(cause instanceof ExpressionError)) throw cause
    throw refuse(`The regular expression ${String(pattern).slice(0, 100)} would take too long on this text.`, {
      code: 'pattern_too_slow',
      hint: 'Take out repetition inside repetition, and back-references.',
      retry: 'no',
      cause,
    })
  }
}
