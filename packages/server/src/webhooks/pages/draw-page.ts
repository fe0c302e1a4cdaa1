/**
 * Draws the pages that nodes describe: a form, an ending, the way to another address, a chat. A page loads nothing,
 * and runs nothing but our own script; forms work without it. What holds an author's markup is sandboxed like every
 * answer of a workflow: no such page reaches what a signed-in person may do here.
 */
import type { EndPage, FormField, FormPage, LeavePage, Page } from '@millrace/sdk'
import { type CleanMarkup, cleanMarkup } from './clean-markup.ts'
import { documentOf, type DrawnPage } from './document.ts'
import { drawChat } from './draw-chat.ts'
import { drawField, mustBeFilledIn } from './draw-field.ts'
import { type Html, markup } from './html.ts'
import { formScript } from './page-assets.ts'
import { madeWith, signs } from './signs.ts'

/** What a page says about the address it is shown at. */
export interface Shown {
  /** The address is called for a test. */
  readonly test: boolean
  /** Whether our script may send the form: a browser's own sign-in goes along only where the browser sends it. */
  readonly inPlace: boolean
  /** The query of the address, with its question mark if there is one. */
  readonly query: string
  /** The query of the address its form is sent to; left out, its own. */
  readonly sendTo?: string | undefined
}

export async function drawPage(page: Page, shown: Shown): Promise<DrawnPage> {
  switch (page.kind) {
    case 'form':
      return drawForm(page, shown)
    case 'end':
      return drawEnd(page, shown)
    case 'leave':
      return drawLeave(page)
    case 'chat':
      return drawChat(page)
  }
}

async function drawForm(page: FormPage, { test, inPlace, sendTo }: Shown): Promise<DrawnPage> {
  const { problems = [], ending } = page
  const words = await cleanMarkup(page.markup)
  const fields = await Promise.all(
    page.fields.map((field, place) =>
      drawField(field, place, problems.find((problem) => problem.field === place)?.message),
    ),
  )
  const end = inPlace && ending !== undefined ? await bodyOf(ending, '') : undefined
  const content = markup`<section>
<div class="form-header"><h1>${page.heading}</h1>${page.markup !== '' && paragraph(words)}</div>
<form id="form"${marksOf(page.fields)} method="POST" enctype="multipart/form-data"${sendTo !== undefined && markup` action="${sendTo}"`}${end && markup` data-in-place`}>
${fields.map(({ drawn }) => drawn)}<p class="trouble" role="alert" data-text="This could not be sent. Check your connection, then try again."></p>
<button class="submit-btn" type="submit">${page.button}</button>
</form>
</section>${end && markup`<section class="end" data-ending hidden>${end.content}</section>`}`
  const notice =
    test && markup`<p class="notice">A test of this form. What you send goes to the editor that waits for it.</p>`
  return documentOf(page.title, {
    body: inCard(page, content, notice),
    css: [page.css ?? '', words.css, ...fields.map(({ css }) => css), end?.css ?? ''],
    script: formScript,
  })
}

/** A page is one card in the middle. */
function inCard({ attribution }: { readonly attribution: boolean }, content: Html, above: Html | false = false): Html {
  return markup`<main class="container">${above}
<div class="card">${content}</div>${attribution && madeWith}
</main>`
}

/** Which fields are marked: the fewer of those that must be filled in and those that need not; none where all are alike. */
function marksOf(fields: readonly FormField[]): Html | false {
  const asked = fields.filter((field) => 'required' in field)
  const required = asked.filter(mustBeFilledIn).length
  if (required === 0 || required === asked.length) return false
  return required * 2 > asked.length ? markup` class="few-optional"` : markup` class="few-required"`
}

async function drawEnd(page: EndPage, { query }: Shown): Promise<DrawnPage> {
  const { content, css } = await bodyOf(page, query)
  const isOwn = page.heading === ''
  const body = inCard(page, markup`<section class="end${isOwn && ' own'}">${content}</section>`)
  return documentOf(page.title, { body, css: [page.css ?? '', css] })
}

function drawLeave(page: LeavePage): DrawnPage {
  const { content, target } = leaving(page)
  return documentOf(page.title, {
    body: inCard({ attribution: false }, markup`<section class="end">${content}</section>`),
    css: [],
    head: target !== undefined && markup`<meta http-equiv="refresh" content="0; url=${target}">`,
  })
}

interface Body {
  readonly content: Html
  /** Rules that stood in an author's markup. */
  readonly css: string
}

async function bodyOf(page: EndPage | LeavePage, query: string): Promise<Body> {
  if (page.kind === 'leave') return { content: leaving(page).content, css: '' }
  const words = await cleanMarkup(page.markup)
  const { heading, tone, files = [] } = page
  const links = files.map(
    ({ fileName = 'File' }, i) =>
      markup`<a class="submit-btn" download href="${query === '' ? '?' : `${query}&`}file=${i}">${fileName}</a>`,
  )
  const title = heading !== '' && markup`<h1 tabindex="-1">${heading}</h1>`
  const header = markup`${tone && signs[tone]}${title}${page.markup !== '' && paragraph(words)}`
  return { content: markup`<div class="form-header">${header}</div>${links}`, css: words.css }
}

function leaving({ url }: LeavePage): { readonly content: Html; readonly target: string | undefined } {
  const target = webAddress(url)
  const header =
    target === undefined
      ? markup`${signs.bad}<h1 tabindex="-1">This address cannot be opened</h1><div class="words">${url}</div>`
      : markup`${signs.busy}<h1>One moment</h1><div class="words"><a data-leave href="${target}">Go on</a></div>`
  return { content: markup`<div class="form-header">${header}</div>`, target }
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

function paragraph({ html, hasBlocks }: CleanMarkup): Html {
  return markup`<div class="words${!hasBlocks && ' plain'}">${html}</div>`
}
