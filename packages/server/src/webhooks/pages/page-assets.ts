/** Styles and scripts of the pages: they stand in each page, so that it loads nothing. */
import { readFileSync } from 'node:fs'

export const pageStyle = asset('./page.css')
export const chatStyle = asset('./chat.css')
export const formScript = asset('./form.js')
export const chatScript = asset('./chat.js')

function asset(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8')
}
