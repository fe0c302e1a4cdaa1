/** Takes Markdown marks out of a text, one kind at a time. */
import { execAll } from '../regex/regexp.ts'
import type { Runtime } from '../run/runtime.ts'

function replaceAll(rt: Runtime, text: string, pattern: RegExp, by: (found: RegExpExecArray) => string): string {
  let made = ''
  let at = 0
  for (const found of execAll(rt, pattern, text)) {
    made += text.slice(at, found.index) + by(found)
    at = found.index + found[0].length
  }
  return made + text.slice(at)
}

const keep = (found: RegExpExecArray): string => found[1] ?? ''
const none = (): string => ''

export function removeMarkdown(rt: Runtime, text: string): string {
  rt.slowText(text.length)
  let made = replaceAll(rt, text, /^[*+-] /gm, none)
  made = replaceAll(rt, made, /^=+[ \t]*$/gm, none)
  made = replaceAll(rt, made, /^#{1,6} */gm, none)
  made = replaceAll(rt, made, /^>/gm, none)
  made = replaceAll(rt, made, /^\[[^\]\n]*\]: .*$/gm, none)
  made = replaceAll(rt, made, /\[\^[^\]\n]*\](?:: .*$)?/gm, none)
  made = replaceAll(rt, made, /!\[[^\]\n]*\][[(][^\])\n]*[\])]/g, none)
  made = replaceAll(rt, made, /\[([^\]\n]*)\][[(][^\])\n]*[\])]/g, keep)
  made = replaceAll(rt, made, /~~([^~\n]*)~~/g, keep)
  made = replaceAll(rt, made, /```[^`\n]*\n/g, none)
  made = replaceAll(rt, made, /`{3}$/gm, () => '`')
  made = replaceAll(rt, made, /`([^`\n]+)`/g, keep)
  made = replaceAll(rt, made, /<[^>\n]*>/g, none)
  return withoutEmphasis(rt, made)
}

/** Takes out `*…*`, `**…**`, `_…_` and so on: a mark, at least two characters that are no blanks at the ends, the mark. */
function withoutEmphasis(rt: Runtime, text: string): string {
  return text
    .split('\n')
    .map((line) => lineWithoutEmphasis(rt, line))
    .join('\n')
}

function lineWithoutEmphasis(rt: Runtime, line: string): string {
  let made = ''
  let at = 0
  while (at < line.length) {
    const found = emphasisAt(rt, line, at)
    if (found === null) made += line[at++]
    else {
      made += found.inner
      at = found.end
    }
  }
  return made
}

function emphasisAt(rt: Runtime, line: string, at: number): { readonly inner: string; readonly end: number } | null {
  let marks = 0
  while (marks < 3 && (line[at + marks] === '*' || line[at + marks] === '_')) marks++
  for (let length = marks; length > 0; length--) {
    rt.spend(1 + (line.length >> 6))
    const mark = line.slice(at, at + length)
    const from = at + length
    if (/\s/.test(line[from] ?? ' ')) continue
    let close = line.indexOf(mark, from + 2)
    while (close >= 0 && /\s/.test(line[close - 1] ?? ' ')) close = line.indexOf(mark, close + 1)
    if (close >= 0) return { inner: line.slice(from, close), end: close + length }
  }
  return null
}
