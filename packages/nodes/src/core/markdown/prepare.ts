/**
 * Brings a text into the shape that the parser reads as the classic dialect: there, lists are nested by four
 * blanks, and neighbouring quotations are one.
 */
export interface DialectOptions {
  /** Two blanks are enough to nest a list. */
  readonly disableForced4SpacesIndentedSublists?: boolean | undefined
  readonly splitAdjacentBlockquotes?: boolean | undefined
  readonly backslashEscapesHTMLTags?: boolean | undefined
  /** The text is indented as a whole, like a literal in a program. */
  readonly smartIndentationFix?: boolean | undefined
}

export function prepare(text: string, options: DialectOptions): string {
  let prepared = text.replaceAll(/\r\n?/g, '\n').replaceAll('\t', '    ')
  if (options.smartIndentationFix) prepared = unindented(prepared)
  if (options.backslashEscapesHTMLTags) prepared = prepared.replaceAll(/\\<(\/?[^<>\n]+)>/g, '&lt;$1&gt;')
  if (!options.splitAdjacentBlockquotes) prepared = prepared.replaceAll(/^( {0,3}>.*)\n\n+(?= {0,3}>)/gm, '$1\n>\n')
  return options.disableForced4SpacesIndentedSublists ? prepared : nestedByFour(prepared)
}

/** The indentation of the first line taken off every line. */
function unindented(text: string): string {
  const depth = /^\n* */.exec(text)?.[0].replaceAll('\n', '').length ?? 0
  return text.replaceAll(new RegExp(`^ {1,${Math.max(depth, 1)}}`, 'gm'), (blanks) => (depth === 0 ? blanks : ''))
}

const marker = /^( *)(?:[*+-]|\d+\.) +\S/
const fence = /^ {0,3}(?:```|~~~)/

/** Entries of lists moved to the steps of four blanks that count. */
function nestedByFour(text: string): string {
  let inFence = false
  let inList = false
  let afterBlank = true
  return text
    .split('\n')
    .map((line) => {
      if (fence.test(line)) inFence = !inFence
      if (inFence) return line
      const blanks = marker.exec(line)?.[1]?.length
      if (line.trim() === '') {
        afterBlank = true
        return line
      }
      if (blanks === undefined) {
        if (afterBlank && !line.startsWith(' ')) inList = false
      } else if (inList || (afterBlank && blanks < 4)) {
        inList = true
        afterBlank = false
        return ' '.repeat(blanks - (blanks % 4)) + line.trimStart()
      }
      afterBlank = false
      return line
    })
    .join('\n')
}
