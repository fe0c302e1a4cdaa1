/** Letter case of words and sentences. */

const SMALL_WORDS: ReadonlySet<string> = new Set(
  (
    'a an and as at because but by en for if in neither nor of on only or over per so some than that the to up upon v v. ' +
    'versus via vs vs. when with without yet'
  ).split(' '),
)

/** A word whose inner letters are capitals, or that has a dot inside, is written as its author meant it. */
function isDeliberate(word: string): boolean {
  return /.[A-Z]|.\../.test(word)
}

/** Begins words with a capital; small words stay small unless they come first or last. */
export function titleCase(text: string): string {
  return text.replace(/[^\s:–—-]+|[^\n\r]|[\n\r]/g, (part: string, index: number) => {
    if (part === '\n' || part === '\r') return ''
    const edge = index === 0 || index + part.length === text.length
    if (isDeliberate(part)) return part
    if (!edge && SMALL_WORDS.has(part.toLowerCase().replace(/[^a-z.]/g, ''))) return part
    return part.replace(/[A-Za-z0-9\u00C0-\u00FF]/, (letter: string) => letter.toUpperCase())
  })
}

/** Small letters, with a capital at the start and after each full stop, question and exclamation mark. */
export function sentenceCase(text: string): string {
  let begins = true
  let made = ''
  for (const character of text.toLowerCase()) {
    const letter = /\p{L}/u.test(character)
    made += letter && begins ? character.toUpperCase() : character
    if (letter) begins = false
    else if (character === '.' || character === '!' || character === '?') begins = true
  }
  return made
}

/** Small letters, underscores for blanks and hyphens, other punctuation left out. */
export function snakeCase(text: string): string {
  return text
    .toLowerCase()
    .replace(/[ -]/g, '_')
    .replace(/[^\p{L}\p{M}\p{N}\p{S}_\s]|[`^+<>=|~$\u2000-\u206F]/gu, '')
}
