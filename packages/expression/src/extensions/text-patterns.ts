/**
 * Patterns of addresses and names in texts. Run through the bounded matcher like any pattern of an expression.
 */
import { exec } from '../regex/regexp.ts'
import type { Runtime } from '../run/runtime.ts'

const HOST = String.raw`(?:localhost|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}|(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63})`

/** Longer texts are searched piece by piece only as far as this. */
const MAX_TEXT = 100_000

function first(rt: Runtime, pattern: RegExp, text: string): RegExpExecArray | null {
  return exec(rt, new RegExp(pattern.source, pattern.flags), text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text)
}

const URL_PATTERN = new RegExp(String.raw`https?:\/\/${HOST}(?::\d{1,5})?(?:[\/?#]\S*)?`, 'i')

/** The first web address in a text. */
export function findUrl(rt: Runtime, text: string): string | undefined {
  return first(rt, URL_PATTERN, text)?.[0]
}

export function isUrl(rt: Runtime, text: string): boolean {
  const found = first(rt, URL_PATTERN, text)
  return found !== null && found[0].length === text.length
}

const EMAIL =
  /(?:"[^"\s]{1,64}"|[^<>()[\]\\.,;:\s@"]+(?:\.[^<>()[\]\\.,;:\s@"]+)*)@(?:\[\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\]|(?:[a-zA-Z0-9-]+\.)+[a-zA-Z]{2,63})/

/** The first mail address in a text. */
export function findEmail(rt: Runtime, text: string): string | undefined {
  return first(rt, EMAIL, text)?.[0]
}

/** True when the text ends in a mail address and holds no blanks. */
export function isEmail(rt: Runtime, text: string): boolean {
  if (text.length > 320 || first(rt, /\s/, text) !== null) return false
  const found = first(rt, EMAIL, text)
  return found !== null && found.index + found[0].length === text.length
}

const DOMAIN = new RegExp(String.raw`^${HOST}(?::\d{1,5})?$`, 'i')

export function isDomain(rt: Runtime, text: string): boolean {
  if (text.length > 260) return false
  const host = text.split(':')[0] ?? ''
  const numbers = /^[\d.]+$/.test(host)
  return first(rt, DOMAIN, text) !== null && (!numbers || host.split('.').length === 4)
}

/** The host of an address, of a mail address, or of a bare domain. */
export function domainOf(rt: Runtime, text: string): string | undefined {
  const trimmed = text.trim()
  const mail = isEmail(rt, trimmed) ? findEmail(rt, trimmed) : undefined
  if (mail !== undefined) return mail.slice(mail.lastIndexOf('@') + 1)
  if (isDomain(rt, trimmed)) return trimmed.split(':')[0]
  const host = first(
    rt,
    new RegExp(String.raw`^[a-z][a-z0-9+.-]*:\/\/(?:[^\s@\/]+@)?(${HOST})(?::\d{1,5})?(?:[\/?#].*)?$`, 'i'),
    trimmed,
  )?.[1]
  return host
}

/** The path of an absolute address. */
export function pathOf(rt: Runtime, text: string): string | undefined {
  return first(rt, /^[a-z][a-z0-9+.-]*:\/\/[^/?#]+(\/[^?#]*)?/i, text) === null
    ? undefined
    : (first(rt, /^[a-z][a-z0-9+.-]*:\/\/[^/?#]+(\/[^?#]*)/i, text)?.[1] ?? '/')
}
