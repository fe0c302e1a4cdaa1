/** Entities and names of XML: https://www.w3.org/TR/xml/ */
import { own } from '@millrace/sdk'

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** A text with its entities replaced: the five that XML knows, and characters by number. Others stay. */
export function decoded(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return own(named, name) ?? whole
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16)
    return isCharacter(code) ? String.fromCodePoint(code) : whole
  })
}

/** A text as the content of an element. */
export function encodedText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#xD;')
}

/** A text as the value of an attribute. */
export function encodedAttribute(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\t', '&#x9;')
    .replaceAll('\n', '&#xA;')
    .replaceAll('\r', '&#xD;')
}

/** Whether an element or an attribute may be called so. */
export function isName(name: string): boolean {
  return /^[\p{L}_:][\p{L}\p{N}\p{M}_:.·-]*$/u.test(name)
}

/** The first character of a text that XML cannot hold. */
export function badCharacter(text: string): string | undefined {
  return [...text].find((char) => !isCharacter(char.codePointAt(0) ?? 0))
}

function isCharacter(code: number): boolean {
  return (
    code === 0x9 ||
    code === 0xa ||
    code === 0xd ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  )
}
