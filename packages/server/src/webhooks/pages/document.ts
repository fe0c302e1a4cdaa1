/** A page as a whole document, and the policy under which a browser may show it. */
import { createHash } from 'node:crypto'
import { cleanCss } from './clean-css.ts'
import { Html, markup } from './html.ts'
import { pageStyle } from './page-assets.ts'

export interface DrawnPage {
  readonly text: string
  /** The policy it needs, and no more. */
  readonly policy: string
}

export interface Content {
  readonly content: Html
  /** Rules of the author's, cleaned or not. */
  readonly css: readonly string[]
  readonly script?: string
  readonly head?: Html | false
  readonly above?: Html | false
}

export function documentOf(
  { title, attribution }: { readonly title: string; readonly attribution: boolean },
  { content, css, script, head, above }: Content,
): DrawnPage {
  const ownStyle = cleanCss(css.filter((one) => one.trim() !== '').join('\n'))
  const styles = ownStyle === '' ? [pageStyle] : [pageStyle, ownStyle]
  const { text } = markup`<!doctype html>
<html lang="en"${ownStyle !== '' && markup` class="styled"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
${head}${styles.map((style) => markup`<style>${Html.trusted(style)}</style>`)}
</head>
<body>
<main class="container">${above}
<div class="card">${content}</div>${attribution && markup`<p class="made">Made with Millrace</p>`}
</main>${script !== undefined && markup`<script>${Html.trusted(script)}</script>`}
</body>
</html>`
  return { text, policy: policyFor(styles, script) }
}

/** Style attributes are allowed: they were cleaned, and can load nothing here. */
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
