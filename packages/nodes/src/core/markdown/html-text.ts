/** Text as HTML: only what would be read as markup is written as an entity, quotes only inside attributes. */
export function encoded(text: string, quote?: '"'): string {
  const safe = text.replaceAll(/&(?!#?\w+;)/g, '&amp;').replaceAll(/<(?![a-z/?$!])/gi, '&lt;')
  return quote === undefined ? safe : safe.replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

/** Code as HTML: nothing in it is markup. */
export function encodedCode(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** What a link carries besides its address. */
export function linkAttributes(
  href: string,
  { openLinksInNewWindow }: { readonly openLinksInNewWindow?: boolean | undefined },
): string {
  return openLinksInNewWindow && !href.startsWith('#') ? ' rel="noopener noreferrer" target="_blank"' : ''
}

/** A link to a mail address, its letters written as entities where harvesters should not find it. */
export function mailAddress(address: string, hidden: boolean): string {
  const write = hidden ? asEntities : (text: string) => encoded(text, '"')
  return `<a href="${write(`mailto:${address}`)}">${write(address)}</a>`
}

function asEntities(text: string): string {
  return [...text].map((char, index) => entity(char.codePointAt(0) ?? 0, index)).join('')
}

/** Decimal and hexadecimal by turns. */
function entity(code: number, index: number): string {
  return index % 2 === 0 ? `&#${code};` : `&#x${code.toString(16)};`
}
