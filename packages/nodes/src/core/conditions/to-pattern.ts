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
