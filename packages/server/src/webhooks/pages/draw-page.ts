/**
 * Draws the pages that nodes describe: a form, an ending, the way to another address. A page loads nothing, runs
 * nothing but our own script, and works without it. It is foreign content on our origin all the same, so it is
 * sandboxed like every answer of a workflow: no page reaches what a signed-in person may do here.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { EndPage, FormPage, LeavePage, Page } from '@millrace/sdk'
import { cleanCss } from './clean-css.ts'
import { type CleanMarkup, cleanMarkup } from './clean-markup.ts'
import { drawField } from './draw-field.ts'
import { html, Html } from './html.ts'

export interface DrawnPage {
  readonly text: string
  /** The policy it needs, and no more. */
  readonly policy: string
}

/** What a page says about the address it is shown at. */
export interface Shown {
  /** The address is called for a test. */
  readonly test: boolean
  /** Whether our script may send the form: a browser's own sign-in goes along only where the browser sends it. */
  readonly inPlace: boolean
  /** The query of the address, with its question mark if there is one. */
  readonly query: string
}

const asset = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
const pageStyle = asset('./page.css')
const formScript = asset('./form.js')

export async function drawPage(page: Page, shown: Shown): Promise<DrawnPage> {
  switch (page.kind) {
    case 'form':
      return drawForm(page, shown)
    case 'end':
      return drawEnd(page, shown)
    case 'leave':
      return drawLeave(page)
  }
}

async function drawForm(page: FormPage, { test, inPlace }: Shown): Promise<DrawnPage> {
  const { problems = [], ending } = page
  const words = await cleanMarkup(page.markup)
  const fields = await Promise.all(
    page.fields.map((field, place) =>
      drawField(field, place, problems.find((problem) => problem.field === place)?.message),
    ),
  )
  const asked = page.fields.filter((field) => 'required' in field)
  const isMixed = asked.some(({ required }) => required) && asked.some(({ required }) => !required)
  const end = inPlace && ending !== undefined ? await bodyOf(ending, '') : undefined
  const content = html`<section>
      <div class="form-header">
        <h1>${page.heading}</h1>
        ${page.markup !== '' && paragraph(words)}
      </div>
      <form
        id="form"
        class="${isMixed ? 'mixed' : ''}"
        method="POST"
        enctype="multipart/form-data"
        ${end && html` data-in-place`}
      >
        ${fields.map(({ markup }) => markup)}
        <p class="trouble" role="alert" data-text="This could not be sent. Check your connection, then try again."></p>
        <button class="submit-btn" type="submit">${page.button}</button>
      </form>
    </section>
    ${end && html`<section class="end" data-ending hidden>${end.content}</section>`}`
  return documentOf(page, {
    content,
    css: [page.css ?? '', words.css, ...fields.map(({ css }) => css), end?.css ?? ''],
    script: formScript,
    above: test && html`<p class="notice">A test of this form. What you send goes to the editor that waits for it.</p>`,
  })
}

async function drawEnd(page: EndPage, { query }: Shown): Promise<DrawnPage> {
  const { content, css } = await bodyOf(page, query)
  return documentOf(page, {
    content: html`<section class="end${page.heading === '' && ' own'}">${content}</section>`,
    css: [page.css ?? '', css],
  })
}

function drawLeave(page: LeavePage): DrawnPage {
  const { content, target } = leaving(page)
  return documentOf(
    { ...page, attribution: false },
    {
      content: html`<section class="end">${content}</section>`,
      css: [],
      head: target !== undefined && html`<meta http-equiv="refresh" content="0; url=${target}" />`,
    },
  )
}

async function bodyOf(
  page: EndPage | LeavePage,
  query: string,
): Promise<{ readonly content: Html; readonly css: string }> {
  if (page.kind === 'leave') return { content: leaving(page).content, css: '' }
  const words = await cleanMarkup(page.markup)
  const { heading, tone, files = [] } = page
  const links = files.map(
    ({ fileName = 'File' }, i) =>
      html`<a class="submit-btn" download href="${query === '' ? '?' : `${query}&`}file=${i}">${fileName}</a>`,
  )
  const content = html`<div class="form-header">
      ${tone && signs[tone]}${
        heading !== '' && html`<h1 tabindex="-1">${heading}</h1>`
      }${page.markup !== '' && paragraph(words)}
    </div>
    ${links}`
  return { content, css: words.css }
}

function leaving({ url }: LeavePage): { readonly content: Html; readonly target: string | undefined } {
  const target = webAddress(url)
  const content =
    target === undefined
      ? html`<div class="form-header">
          ${signs.bad}
          <h1 tabindex="-1">This address cannot be opened</h1>
          <div class="words">${url}</div>
        </div>`
      : html`<div class="form-header">
          ${signs.busy}
          <h1>One moment</h1>
          <div class="words"><a data-leave href="${target}">Go on</a></div>
        </div>`
  return { content, target }
}

/**
 * The address as a browser may go there; undefined where it is no address of the web. People leave the scheme out, and
 * a path is meant on this server.
 */
function webAddress(url: string): string | undefined {
  const given = url.trim()
  if (/^\/(?![/\\])/.test(given)) return given
  const parsed = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(given) ? given : `https://${given}`)
  return parsed !== null && /^https?:$/.test(parsed.protocol) ? parsed.href : undefined
}

function paragraph({ html: words, hasBlocks }: CleanMarkup): Html {
  return html`<div class="words${hasBlocks ? '' : ' plain'}">${words}</div>`
}

const sign = (name: string, path: Html) =>
  html`<div class="sign ${name}"><svg viewBox="0 0 24 24" aria-hidden="true">${path}</svg></div>`

const signs = {
  good: sign('good', html`<path d="m5 12.5 4.5 4.5L19 7.5" />`),
  bad: sign('bad', html`<path d="M12 6v7m0 4.5v.1" />`),
  busy: sign('busy', html`<path d="M20 12a8 8 0 1 1-5-7.4" />`),
} as const

interface Content {
  readonly content: Html
  /** Rules of the author's, cleaned or not. */
  readonly css: readonly string[]
  readonly script?: string
  readonly head?: Html | false
  readonly above?: Html | false
}

function documentOf(
  { title, attribution }: { readonly title: string; readonly attribution: boolean },
  { content, css, script, head, above }: Content,
): DrawnPage {
  const ownStyle = cleanCss(css.filter((one) => one.trim() !== '').join('\n'))
  const text = html`<!doctype html>
    <html lang="en" ${ownStyle !== '' && html` class="styled"`}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        ${head}
        <style>
          ${Html.trusted(pageStyle)}
        </style>
        ${
          ownStyle !== '' &&
          html`<style>
            ${Html.trusted(ownStyle)}
          </style>`
        }
      </head>
      <body>
        <main class="container">
          ${above}
          <div class="card">${content}</div>
          ${attribution && html`<p class="made">Made with Millrace</p>`}
        </main>
        ${
          script !== undefined &&
          html`<script>
            ${Html.trusted(script)}
          </script>`
        }
      </body>
    </html>`
  return { text: text.markup, policy: policyFor([pageStyle, ownStyle], script) }
}

/** `style-src-attr`: attributes cannot load anything, and were cleaned. */
function policyFor(styles: readonly string[], script: string | undefined): string {
  return [
    'sandbox allow-forms allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads',
    "default-src 'none'",
    `style-src-elem ${styles.map(hashOf).join(' ')}`,
    "style-src-attr 'unsafe-inline'",
    'img-src data:',
    ...(script === undefined ? [] : [`script-src ${hashOf(script)}`, "connect-src 'self'"]),
    "form-action 'self'",
    "base-uri 'none'",
  ].join('; ')
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
