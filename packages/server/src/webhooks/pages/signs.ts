/** The signs above what is left to say, and the line below pages that may say what they were made with. */
import { type Html, markup } from './html.ts'

function sign(name: string, path: Html): Html {
  return markup`<div class="sign ${name}"><svg viewBox="0 0 24 24" aria-hidden="true">${path}</svg></div>`
}

export const signs = {
  good: sign('good', markup`<path d="m5 12.5 4.5 4.5L19 7.5"/>`),
  bad: sign('bad', markup`<path d="M12 6v7m0 4.5v.1"/>`),
  busy: sign('busy', markup`<path d="M20 12a8 8 0 1 1-5-7.4"/>`),
} as const

export const madeWith = markup`<p class="made">Made with Millrace</p>`
