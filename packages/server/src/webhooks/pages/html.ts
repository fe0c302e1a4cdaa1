/** Markup made of parts: whatever is put into a template is text, unless it is markup that a template made. */

export class Html {
  readonly markup: string

  private constructor(markup: string) {
    this.markup = markup
  }

  /** Markup that is known to be harmless: our own, or cleaned. */
  static trusted(markup: string): Html {
    return new Html(markup)
  }
}

export type HtmlPart = Html | string | number | undefined | false | readonly Html[]

/** A template of markup. Texts are escaped, for elements and for quoted attributes; `undefined` and `false` are nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return Html.trusted(String.raw({ raw: strings }, ...parts.map(markupOf)))
}

function markupOf(part: HtmlPart): string {
  if (part === undefined || part === false) return ''
  if (part instanceof Html) return part.markup
  if (typeof part === 'object') return part.map((one) => one.markup).join('')
  return escapeHtml(String(part))
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)
}
