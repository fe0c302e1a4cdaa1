/** The page that a person comes back to: it says how it went, and goes. */
import type { Problem } from '@millrace/api'
import { documentOf, type DrawnPage } from '../webhooks/pages/document.ts'
import { markup } from '../webhooks/pages/html.ts'
import { signs } from '../webhooks/pages/signs.ts'

/** It is ours and does nothing: no form, no frame, no connection. */
const rules = ["form-action 'none'", "frame-ancestors 'none'"]

/** The code has been used, and need not stay in the history. */
const leave = "history.replaceState(null, '', location.pathname); close()"
const stay = "history.replaceState(null, '', location.pathname)"

export function drawConnected(): DrawnPage {
  return draw('Connected', 'good', ['The credential is connected. You may close this window.'], leave)
}

export function drawNotConnected({ message, hint }: Problem): DrawnPage {
  return draw('Not connected', 'bad', hint === undefined ? [message] : [message, hint], stay)
}

function draw(heading: string, sign: 'good' | 'bad', said: readonly string[], script: string): DrawnPage {
  const words = said.map((one) => markup`<p>${one}</p>`)
  const header = markup`${signs[sign]}<h1>${heading}</h1><div class="words">${words}</div>`
  const body = markup`<main class="container"><div class="card"><section class="end"><div class="form-header">${header}</div></section></div></main>`
  return documentOf(heading, { body, css: [], script, rules })
}
