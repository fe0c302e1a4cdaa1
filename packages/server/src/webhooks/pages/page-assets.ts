/** Style and script of the pages: they stand in each page, so that it loads nothing. */
import { readFileSync } from 'node:fs'

export const pageStyle = asset('./page.css')
export const formScript = asset('./form.js')

function asset(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8')
}
