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
  rt.text(text.length)
  let made = replaceAll(rt, text, /^(?:[*+-]|\d+\.)(?= )(?<=[*+-]) /gm, none)
  made = replaceAll(rt, made, /^=+[ \t]*$/gm, none)
  made = replaceAll(rt, made, /^#{1,6} */gm, none)
  made = replaceAll(rt, made, /^>/gm, none)
  made = replaceAll(rt, made, /^\[[^\]\n]*\]: .*$/gm, none)
  made = replaceAll(rt, made, /\[\^[^\]\n]*\](?:: .*$)?/gm, none)
  made = replaceAll(rt, made, /!\[[^\]\n]*\][[(][^\])\n]*[\])]/g, none)
  made = replaceAll(rt, made, /\[([^\]\n]*)\][[(][^\])\n]*[\])]/g, keep)
  made = replaceAll(rt, made, /~~([^~\n]*)~~/g, keep)
  made = replaceAll(rt, made, /```[^`\n]*\n/g, none)
  made = replaceAll(rt, made, /`{3}(?=`|$)/gm, () => '`')
  made = replaceAll(rt, made, /`([^`\n]+)`/g, keep)
  for (const mark of ['\\*\\*\\*', '\\*\\*', '\\*', '_']) {
    const inside = mark.endsWith('*') ? '[^*\\n]' : '[^_\\n ]'
    made = replaceAll(rt, made, new RegExp(`${mark}(${inside}+)${mark}`, 'g'), keep)
  }
  return made
}

