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

interface Content {
  readonly body: Html
  /** Rules of the author's, cleaned or not. */
  readonly css: readonly string[]
  /** Rules of ours besides those of all pages. */
  readonly style?: string
  readonly script?: string
  readonly head?: Html | false
  /** What the page may do: left out, the little that foreign content on our origin may. */
  readonly rules?: readonly string[]
}

/** Foreign content is a stranger on our origin: it reaches nothing that a signed-in person may do here. */
const stranger = [
  'sandbox allow-forms allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads',
  // Attributes were cleaned, and can load nothing here.
  "style-src-attr 'unsafe-inline'",
  "form-action 'self'",
]

/** A document that loads nothing, and runs nothing but the script it is given. */
export function documentOf(title: string, { body, css, style, script, head, rules = stranger }: Content): DrawnPage {
  const ownStyle = cleanCss(css.filter((one) => one.trim() !== '').join('\n'))
  const styles = [pageStyle, style ?? '', ownStyle].filter((one) => one !== '')
  const { text } = markup`<!doctype html>
<html lang="en"${ownStyle !== '' && markup` class="styled"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
${head}${styles.map((one) => markup`<style>${Html.trusted(one)}</style>`)}
</head>
<body>
${body}${script !== undefined && markup`<script>${Html.trusted(script)}</script>`}
</body>
</html>`
  const policy = [
    ...rules,
    "default-src 'none'",
    `style-src-elem ${styles.map(hashOf).join(' ')}`,
    'img-src data:',
    ...(script === undefined ? [] : [`script-src ${hashOf(script)}`, "connect-src 'self'"]),
    "base-uri 'none'",
  ]
  return { text, policy: policy.join('; ') }
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
