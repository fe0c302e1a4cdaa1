/** Markup made of parts: whatever is put into a template is text, unless it is markup that a template made. */

export class Html {
  readonly text: string

  private constructor(text: string) {
    this.text = text
  }

  /** Markup that is known to be harmless: our own, or cleaned. */
  static trusted(text: string): Html {
    return new Html(text)
  }
}

export type HtmlPart = Html | string | number | undefined | false | readonly Html[]

/** A template of markup. Texts are escaped, for elements and for quoted attributes; `undefined` and `false` are nothing. */
export function markup(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return Html.trusted(String.raw({ raw: strings }, ...parts.map(textOf)))
}

function textOf(part: HtmlPart): string {
  if (part === undefined || part === false) return ''
  if (part instanceof Html) return part.text
  if (typeof part === 'object') return part.map((one) => one.text).join('')
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
