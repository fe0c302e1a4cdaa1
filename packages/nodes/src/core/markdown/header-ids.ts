/** How headings are given ids. */
export interface HeaderIdOptions {
  readonly noHeaderId?: boolean | undefined
  readonly customizedHeaderId?: boolean | undefined
  readonly ghCompatibleHeaderId?: boolean | undefined
  readonly rawHeaderId?: boolean | undefined
  readonly prefixHeaderId?: string | undefined
  readonly rawPrefixHeaderId?: boolean | undefined
}

/** Gives every heading of a document an id of its own: the second "A" is `a-1`. */
export class HeaderIds {
  private readonly options: HeaderIdOptions
  private readonly counts = new Map<string, number>()

  constructor(options: HeaderIdOptions) {
    this.options = options
  }

  /** The id for a heading's text as written; undefined where headings have none. */
  next(text: string): string | undefined {
    if (this.options.noHeaderId) return undefined
    const id = this.idOf(text)
    const count = this.counts.get(id) ?? 0
    this.counts.set(id, count + 1)
    return count === 0 ? id : `${id}-${count}`
  }

  private idOf(text: string): string {
    const { customizedHeaderId, prefixHeaderId = '', rawPrefixHeaderId } = this.options
    const custom = customizedHeaderId ? customId(text) : undefined
    const title = custom ?? text
    return rawPrefixHeaderId ? prefixHeaderId + this.slug(title) : this.slug(prefixHeaderId + title)
  }

  private slug(title: string): string {
    const { ghCompatibleHeaderId, rawHeaderId } = this.options
    const lower = title.toLowerCase()
    if (ghCompatibleHeaderId) return lower.replaceAll(' ', '-').replaceAll(/[^\p{L}\p{N}_-]/gu, '')
    if (rawHeaderId) return lower.replaceAll(/[ "']/g, '-')
    return lower.replaceAll(/\W/g, '')
  }
}

/** The id an author wrote behind a heading: `# Title {own-id}`. */
export function customId(text: string): string | undefined {
  return /\{([^{}]+)\}\s*$/.exec(text)?.[1]
}

/** A heading's text without the id behind it. */
export function withoutCustomId(text: string): string {
  return text.replace(/\s*\{[^{}]+\}\s*$/, '')
}
