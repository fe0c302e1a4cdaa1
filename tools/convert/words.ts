/** Labels as ours are written: a sentence's capitals, names and abbreviations left alone. */

/** The label of a parameter, from the facts' or, where they hold none, from its name. */
export function labelOf(label: string, name: string, names: ReadonlySet<string> = new Set()): string {
  const text = label === '' || label === name ? wordsOf(name) : label
  const asked = text.replace(/ Names? or IDs?$/i, '').replace(/ \(?optional\)?$/i, '')
  return sentenceCase(asked, names)
}

function sentenceCase(text: string, names: ReadonlySet<string>): string {
  return text
    .trim()
    .split(' ')
    .map((word, i) => (i === 0 ? capital(word) : isProper(word, names) ? word : word.toLowerCase()))
    .join(' ')
}

/** Abbreviations (`ID`, `OAuth2`, `A1`), and the words of names. */
function isProper(word: string, names: ReadonlySet<string>): boolean {
  const letters = word.replaceAll(/[^\p{L}\p{N}]/gu, '')
  return names.has(letters) || /\p{Lu}/u.test(letters.slice(1)) || /^\p{Lu}\p{N}+$/u.test(letters)
}

/** `keepFirstRow` is `keep first row`. */
export function wordsOf(name: string): string {
  return name
    .replace(/(UI|Ui)$/, '')
    .replaceAll(/[_.-]+/g, ' ')
    .replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replaceAll(/\b(Id|Url|Json|Html|Api)s?\b/gi, (word) => word.toUpperCase().replace(/S$/, 's'))
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** The name of a lookup: what it finds, not how n8n's code calls it (`getUsers`, `spreadSheetsSearch`). */
export function lookupName(method: string): string {
  const found = method.replace(/^(get|load|list|search|find)(?=[A-Z])/, '').replace(/(Search|List)$/, '')
  return found.charAt(0).toLowerCase() + found.slice(1)
}

export function camelCase(...words: readonly string[]): string {
  return words
    .flatMap((word) => word.split(/[^A-Za-z0-9]+/))
    .filter((word) => word !== '')
    .map((word, i) => (i === 0 ? word.charAt(0).toLowerCase() + word.slice(1) : capital(word)))
    .join('')
}
