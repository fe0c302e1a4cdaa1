/** Draws the pages that nodes describe: a form, an ending, the way to another address. */
import type { EndPage, FormPage, LeavePage, Page } from '@millrace/sdk'
import { drawField } from './draw-field.ts'
import { html, type Html } from './html.ts'

/** A whole document. */
export function drawPage(page: Page): string {
  const { head, body } = partsOf(page)
  return html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <meta name="color-scheme" content="light dark" />
      <title>${page.title}</title>
      ${head}
      <main>${body}</main>
    </html>`.markup
}

interface Parts {
  readonly head?: Html
  readonly body: Html
}

function partsOf(page: Page): Parts {
  switch (page.kind) {
    case 'form':
      return { body: drawForm(page) }
    case 'end':
      return { body: drawEnd(page) }
    case 'leave':
      return drawLeave(page)
  }
}

function drawForm({ heading, markup, fields, button, problems = [] }: FormPage): Html {
  const drawn = fields.map((field, place) =>
    drawField(field, place, problems.find((problem) => problem.field === place)?.message),
  )
  return html`<h1>${heading}</h1>
    <p>${markup}</p>
    <form method="POST" enctype="multipart/form-data">${drawn}<button type="submit">${button}</button></form>`
}

function drawEnd({ heading, markup }: EndPage): Html {
  return html`${heading !== '' && html`<h1>${heading}</h1>`}
    <p>${markup}</p>`
}

function drawLeave({ url }: LeavePage): Parts {
  const target = webAddress(url)
  if (target === undefined)
    return {
      body: html`<h1>This address cannot be opened</h1>
        <p>${url}</p>`,
    }
  return {
    head: html`<meta http-equiv="refresh" content="0; url=${target}" />`,
    body: html`<p><a href="${target}">Continue</a></p>`,
  }
}

/** The address as a browser may go there; undefined where it is no address of the web. */
function webAddress(url: string): string | undefined {
  const parsed = URL.parse(url)
  return parsed !== null && /^https?:$/.test(parsed.protocol) ? parsed.href : undefined
}
