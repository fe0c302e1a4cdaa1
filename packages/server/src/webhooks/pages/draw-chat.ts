/**
 * Draws a chat. It holds no markup of anybody's, only texts, and its script writes texts only; so it needs no sandbox of
 * its own, but keeps its conversation, and whatever somebody signed in with, as a page of this server.
 */
import type { ChatPage } from '@millrace/sdk'
import { documentOf, type DrawnPage } from './document.ts'
import { type Html, markup } from './html.ts'
import { chatScript, chatStyle } from './page-assets.ts'
import { madeWith } from './signs.ts'

/** No script of the page can make markup of a text, or anything else run. */
const rules = [
  "style-src-attr 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
]

export function drawChat(page: ChatPage): DrawnPage {
  const { heading, subtitle, greetings, css } = page
  const body = markup`<main class="chat-layout"${page.remembers && markup` data-remembers`}>
<header class="chat-header">${icon(bot)}<div><h1>${heading}</h1>${subtitle !== '' && markup`<p>${subtitle}</p>`}</div></header>
${page.start !== undefined && markup`<div class="chat-start"><button class="submit-btn" type="button">${page.start}</button></div>`}
<div class="chat-body"${page.start !== undefined && markup` hidden`}>
<div class="chat-messages-list" role="log" aria-label="Messages">${greetings.map((text) => markup`<div class="chat-message chat-message-from-bot">${text}</div>\n`)}</div>
</div>
<footer class="chat-footer"${page.start !== undefined && markup` hidden`}>
<noscript><p class="trouble">A chat needs JavaScript. Turn it on to write here.</p></noscript>
<form class="chat-input">${drawFiles(page.accept)}<textarea class="form-input" name="chatInput" rows="1" aria-label="Message" placeholder="${page.placeholder}"></textarea>
<button class="submit-btn" type="submit" aria-label="Send">${icon(arrowUp)}</button></form>
${page.attribution && madeWith}
</footer>
</main>
`
  return documentOf(page.title, { body, css: [css ?? ''], style: chatStyle, script: chatScript, rules })
}

function drawFiles(accept: string | undefined): Html | false {
  if (accept === undefined) return false
  const kinds = accept !== '' && accept !== '*' && markup` accept="${accept}"`
  return markup`<ul class="chat-files" aria-label="Files to send"></ul>
<label class="chat-attach" title="Add files">${icon(clip)}<input type="file" multiple${kinds} aria-label="Add files"></label>`
}

const bot = markup`<path d="M12 6V2H8M15 11v2M2 12h2M20 12h2M20 16a2 2 0 0 1-2 2H8.8a2 2 0 0 0-1.4.6l-2.2 2.2A.7.7 0 0 1 4 20.3V8a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2zM9 11v2"/>`
const arrowUp = markup`<path d="m5 12 7-7 7 7M12 19V5"/>`
const clip = markup`<path d="m16 6-8.4 8.6a2 2 0 0 0 2.8 2.8l8.4-8.6a4 4 0 1 0-5.6-5.6L4.8 12a6 6 0 1 0 8.5 8.5l8-8.1"/>`

function icon(path: Html): Html {
  return markup`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${path}</svg>`
}
