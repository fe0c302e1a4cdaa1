/**
 * Patterns of file names: `*` and `?` within a name, `**` for any folders, and unless brackets are meant as they are
 * `[ab]`, `[!ab]`, `{a,b}`. A name is matched in time that grows with its length times the pattern's.
 */
import { refuse } from '@millrace/sdk'

/** What one name must be like. */
export type NamePattern = readonly Sign[]

type Sign =
  | { readonly is: 'letter'; readonly letter: string }
  | { readonly is: 'one' }
  | { readonly is: 'any' }
  | { readonly is: 'in' | 'notIn'; readonly letters: string }

const mostAlternatives = 1000

/** Whether a path is more than the name of one file. */
export function isPattern(path: string, literalBrackets: boolean): boolean {
  return literalBrackets ? /[*?]/.test(path) : /[*?[\]{}]/.test(path)
}

/**
 * The patterns that one with braces stands for: `{a,b}.txt` for `a.txt` and `b.txt`.
 * @throws NodeError where there are too many
 */
export function alternatives(pattern: string): readonly string[] {
  const found: string[] = []
  const queue = [pattern]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const [, before = '', inside, after = ''] = /^(.*?)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(next) ?? []
    if (inside === undefined) found.push(next)
    else for (const one of inside.split(',').toReversed()) queue.push(`${before}${one}${after}`)
    if (found.length + queue.length > mostAlternatives) {
      throw refuse(`The pattern "${pattern}" stands for more than ${mostAlternatives} others.`, {
        code: 'pattern_too_large',
        retry: 'no',
      })
    }
  }
  return found
}

export function namePattern(text: string, literalBrackets: boolean): NamePattern {
  const signs: Sign[] = []
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? ''
    const end = letter === '[' && !literalBrackets ? text.indexOf(']', at + 2) : -1
    if (end > 0) {
      const not = /[!^]/.test(text[at + 1] ?? '')
      signs.push({ is: not ? 'notIn' : 'in', letters: lettersOf(text.slice(at + (not ? 2 : 1), end)) })
      at = end
    } else if (letter === '*') {
      if (signs.at(-1)?.is !== 'any') signs.push({ is: 'any' })
    } else signs.push(letter === '?' ? { is: 'one' } : { is: 'letter', letter })
  }
  return signs
}

/** The letters of a class, ranges written out. */
function lettersOf(text: string): string {
  return text.replaceAll(/(.)-(.)/gs, (_whole, from: string, to: string) => {
    let letters = ''
    for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++) letters += String.fromCharCode(code)
    return letters
  })
}

/** Whether a name is like a pattern. One that begins with a dot is so only to a pattern that does. */
export function fits(name: string, pattern: NamePattern): boolean {
  const [first] = pattern
  if (name.startsWith('.') && !(first?.is === 'letter' && first.letter === '.')) return false
  let at = 0
  let sign = 0
  // Where to go on when what follows the last `*` does not fit: with one letter more behind it.
  let again: { readonly sign: number; at: number } | undefined
  while (at < name.length) {
    const next = pattern[sign]
    if (next?.is === 'any') {
      again = { sign: sign + 1, at }
      sign += 1
    } else if (next !== undefined && fitsLetter(name[at] ?? '', next)) {
      at += 1
      sign += 1
    } else if (again) {
      again.at += 1
      at = again.at
      sign = again.sign
    } else return false
  }
  return pattern.slice(sign).every((rest) => rest.is === 'any')
}

function fitsLetter(letter: string, sign: Exclude<Sign, { is: 'any' }>): boolean {
  switch (sign.is) {
    case 'letter':
      return letter === sign.letter
    case 'one':
      return true
    case 'in':
      return sign.letters.includes(letter)
    case 'notIn':
      return !sign.letters.includes(letter)
  }
}
