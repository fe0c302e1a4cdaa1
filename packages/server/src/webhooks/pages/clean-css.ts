/**
 * An author's style rules, so that they can do nothing but style: what would load something is taken out, and no text
 * of theirs ends the element they stand in. The policy of the page forbids the same; this keeps pages from asking.
 */

/** What names something to load: `url(…)` without quotes is a token of its own, others are functions. */
const loaders = /^(?:url|src|image|(?:-webkit-)?image-set|(?:-webkit-)?cross-fade)$/i

/** Rules that name other style sheets, fonts' sources aside. */
const loadingRules = /^@(?:import|namespace|charset)$/i

const harmlessUrl = /^(?:data:image\/(?:png|jpeg|gif|webp|avif);base64,[\w+/=\s]*|#[\w-]*)$/i

/** The rules, or the declarations of a `style` attribute, without what loads. */
export function cleanCss(css: string): string {
  let clean = ''
  for (let at = 0; at < css.length;) {
    const token = tokenAt(css, at)
    at += token.length
    if (token.startsWith('/*')) {
      // Names that a comment keeps apart must not come together.
      clean += ' '
      continue
    }
    const name = decoded(token)
    if (loadingRules.test(name)) at = endOfRule(css, at)
    else if (css[at] === '(' && loaders.test(name)) {
      const end = endOfBlock(css, at)
      clean += harmless(css.slice(at + 1, end - 1)) ? `${token}${css.slice(at, end)}` : 'none'
      at = end
    } else clean += token
  }
  return clean.replace(/<(?=[/!])/g, String.raw`\3c `)
}

/** A comment, a text in quotes, a name with its escapes (at-names with their sign), or one character. */
const tokens =
  /\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?|@?(?:[\w-]|[^\0-\x7f]|\\(?:[\da-f]{1,6}\s?|[^\n]))+|[\s\S]/iy

function tokenAt(css: string, at: number): string {
  tokens.lastIndex = at
  return tokens.exec(css)?.[0] ?? ''
}

/** A name without its escapes: `u\72l` is `url`. */
function decoded(name: string): string {
  return name.replace(/\\(?:([\da-f]{1,6})\s?|([\s\S]))/gi, (_whole, hex?: string, sign?: string) => {
    if (hex === undefined) return sign ?? ''
    const code = Number.parseInt(hex, 16)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\u{fffd}'
  })
}

function harmless(argument: string): boolean {
  const text = argument.trim()
  const quoted = /^(["'])(.*)\1$/s.exec(text)
  return harmlessUrl.test(quoted?.[2] ?? text)
}

/** Where the brackets that open at a place are closed; at the end where they are not. */
function endOfBlock(css: string, open: number): number {
  let depth = 0
  for (let at = open; at < css.length;) {
    const one = tokenAt(css, at)
    at += one.length
    if (one === '(') depth++
    else if (one === ')' && --depth === 0) return at
  }
  return css.length
}

function endOfRule(css: string, from: number): number {
  for (let at = from; at < css.length;) {
    const one = tokenAt(css, at)
    at += one.length
    if (one === ';' || one === '}') return at
  }
  return css.length
}
