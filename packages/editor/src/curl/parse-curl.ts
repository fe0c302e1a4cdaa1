/**
 * A curl command as the request it would send. Options are curl's own (https://curl.se/docs/manpage.html): those that
 * change the request are read, those that only concern the terminal are passed over, and what cannot be taken along (a
 * file of that machine, a way to sign in that is more than a header) is told.
 */
import { isCurl } from './is-curl.ts'
import { shellWords } from './shell-words.ts'

export type CurlPart =
  | { readonly kind: 'text'; readonly name: string; readonly value: string }
  | { readonly kind: 'file'; readonly name: string; readonly path: string }

export type CurlBody =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'parts'; readonly parts: readonly CurlPart[] }
  | { readonly kind: 'file'; readonly path: string }

export interface CurlRequest {
  readonly method: string
  readonly url: string
  /** In order, as they are sent; a name that came twice is here once. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body?: CurlBody
  readonly insecure?: true
  readonly proxy?: string
  readonly timeoutMs?: number
  readonly maxRedirects?: number
  /** The answer was to be written to a file. */
  readonly toFile?: true
  /** What was not taken along, one sentence each. */
  readonly notes: readonly string[]
}

/** Reads a curl command; undefined when the text is none, or names no address. */
export function parseCurl(text: string): CurlRequest | undefined {
  if (!isCurl(text)) return undefined
  const words = shellWords(text.trim().replace(/^\$\s+/, '')).slice(1)
  const read: Draft = { urls: [], headers: [], data: [], parts: [], query: [], notes: [] }
  for (const { name, value } of optionsOf(words)) take(read, name, value)
  return requestOf(read)
}

interface Option {
  readonly name: string
  readonly value: string
}

/** Short options and the long ones they stand for; those in `valued` take the word behind them. */
const short: Readonly<Record<string, string>> = {
  A: 'user-agent',
  b: 'cookie',
  d: 'data',
  e: 'referer',
  F: 'form',
  G: 'get',
  H: 'header',
  I: 'head',
  k: 'insecure',
  m: 'max-time',
  o: 'output',
  O: 'remote-name',
  T: 'upload-file',
  u: 'user',
  U: 'proxy-user',
  x: 'proxy',
  X: 'request',
}

const shortValued = new Set('AbcCdDeEFhHKmoPQrtTuUwxXyYz')

const valued = new Set(
  `user-agent cookie cookie-jar data data-ascii data-binary data-raw data-urlencode json referer form form-string header
  max-time connect-timeout output output-dir upload-file user proxy-user proxy preproxy socks4 socks4a socks5
  socks5-hostname request url url-query max-redirs oauth2-bearer aws-sigv4 cert cert-type key key-type pass cacert capath
  ciphers config write-out dump-header range retry retry-delay retry-max-time resolve connect-to interface limit-rate
  speed-limit speed-time noproxy proto proto-default proto-redir request-target tls-max tls13-ciphers time-cond trace
  trace-ascii stderr dns-servers doh-url unix-socket abstract-unix-socket local-port keepalive-time max-filesize netrc-file
  proxy-header proxy-cacert proxy-cert proxy-key delegation service-name happy-eyeballs-timeout-ms variable rate
  continue-at create-file-mode crlfile curves engine etag-save etag-compare expect100-timeout hostpubmd5 krb libcurl
  login-options pinnedpubkey quote telnet-option tftp-blksize alt-svc hsts dns-interface dns-ipv4-addr dns-ipv6-addr
  egd-file ftp-account ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode hostpubsha256 mail-auth mail-from
  mail-rcpt parallel-max proxy-capath proxy-cert-type proxy-ciphers proxy-crlfile proxy-key-type proxy-pass
  proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy1.0
  pubkey random-file sasl-authzid socks5-gssapi-service tlsauthtype tlspassword tlsuser`
    .split(/\s+/)
    .filter((name) => name !== ''),
)

/** Words as options; a word that is none is an address. */
function* optionsOf(words: readonly string[]): Generator<Option> {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (word.startsWith('--') && word.length > 2) {
      const [, name = '', given] = /^--([^=]+)(?:=([\s\S]*))?$/.exec(word) ?? []
      if (given !== undefined) yield { name, value: given }
      else yield { name, value: valued.has(name) ? (words[(at += 1)] ?? '') : '' }
    } else if (word.startsWith('-') && word.length > 1) {
      for (let index = 1; index < word.length; index += 1) {
        const letter = word[index] ?? ''
        const name = short[letter] ?? letter
        if (!shortValued.has(letter)) {
          yield { name, value: '' }
          continue
        }
        const rest = word.slice(index + 1)
        yield { name, value: rest === '' ? (words[(at += 1)] ?? '') : rest }
        break
      }
    } else yield { name: 'url', value: word }
  }
}

/** What has been read so far. */
interface Draft {
  readonly urls: string[]
  readonly headers: (readonly [name: string, value: string])[]
  readonly data: string[]
  readonly parts: CurlPart[]
  readonly query: string[]
  readonly notes: string[]
  json?: true
  method?: string
  head?: true
  get?: true
  upload?: string
  bodyFile?: string
  user?: string
  proxyUser?: string
  insecure?: true
  proxy?: string
  timeoutMs?: number
  maxRedirects?: number
  toFile?: true
}

// One case per option of curl: a table of closures would say the same in more lines.
function take(read: Draft, name: string, value: string): void {
  switch (name) {
    case 'url':
      return void read.urls.push(value)
    case 'url-query':
      return void read.query.push(value.startsWith('+') ? value.slice(1) : urlencoded(value, read))
    case 'request':
      read.method = value
      return
    case 'header':
    case 'user-agent':
    case 'referer':
    case 'cookie':
    case 'oauth2-bearer':
    case 'user':
      return takeHeader(read, name, value)
    case 'data':
    case 'data-ascii':
    case 'data-binary':
    case 'data-raw':
    case 'data-urlencode':
    case 'json':
    case 'form':
    case 'form-string':
    case 'upload-file':
      return takeBody(read, name, value)
    case 'get':
      read.get = true
      return
    case 'head':
      read.head = true
      return
    case 'insecure':
      read.insecure = true
      return
    case 'proxy':
      read.proxy = value
      return
    case 'proxy-user':
      read.proxyUser = value
      return
    case 'max-time':
      if (Number(value) > 0) read.timeoutMs = Math.round(Number(value) * 1000)
      return
    case 'max-redirs':
      if (Number(value) >= 0) read.maxRedirects = Number(value)
      return
    case 'output':
    case 'remote-name':
      if (value !== '/dev/null' && value !== '-' && value !== 'NUL') read.toFile = true
      return
    case 'digest':
    case 'ntlm':
    case 'negotiate':
    case 'aws-sigv4':
      return void read.notes.push(`--${name} needs a credential: choose one under Authentication.`)
    case 'cert':
    case 'key':
      return void read.notes.push(`--${name} names a file: choose a client certificate instead.`)
  }
}

function takeHeader(read: Draft, option: string, value: string): void {
  switch (option) {
    case 'user-agent':
      return void read.headers.push(['User-Agent', value])
    case 'referer':
      return void read.headers.push(['Referer', value.replace(/;auto$/, '')])
    case 'oauth2-bearer':
      return void read.headers.push(['Authorization', `Bearer ${value}`])
    case 'user':
      read.user = value
      return
    case 'cookie':
      if (value.includes('=')) read.headers.push(['Cookie', value])
      else read.notes.push(`The cookies of the file “${value}” are not here.`)
      return
    case 'header': {
      if (value.startsWith('@'))
        return void read.notes.push(`The headers of the file “${value.slice(1)}” are not here.`)
      const [, name, text] = /^([^:;]+):\s*([\s\S]*)$/.exec(value) ?? []
      const [, empty] = /^([^:;]+);\s*$/.exec(value) ?? []
      // `Name:` takes a header of curl's own away, `Name;` sends it empty.
      if (empty !== undefined) read.headers.push([empty.trim(), ''])
      else if (name !== undefined && text !== undefined && text !== '') read.headers.push([name.trim(), text.trim()])
    }
  }
}

function takeBody(read: Draft, option: string, value: string): void {
  switch (option) {
    case 'upload-file':
      read.upload = value
      return
    case 'data-raw':
      return void read.data.push(value)
    case 'data-urlencode':
      return void read.data.push(urlencoded(value, read))
    case 'form-string': {
      const [name, text] = halves(value)
      return void read.parts.push({ kind: 'text', name, value: text })
    }
    case 'form':
      return void read.parts.push(partOf(value, read))
    default:
      if (option === 'json') read.json = true
      if (value.startsWith('@')) read.bodyFile = value.slice(1)
      else read.data.push(value)
  }
}

/** `content`, `=content`, `name=content`, `@file` or `name@file`. */
function urlencoded(value: string, { notes }: Draft): string {
  const [, name = '', mark, content = ''] = /^([^=@]*)([=@])([\s\S]*)$/.exec(value) ?? []
  if (mark === '@') {
    notes.push(`The file “${content}” is not here: its text is missing from the data.`)
    return name === '' ? '' : `${name}=`
  }
  const text = encodeURIComponent(mark === undefined ? value : content)
  return mark === undefined || name === '' ? text : `${name}=${text}`
}

function partOf(value: string, { notes }: Draft): CurlPart {
  const [name, given] = halves(value)
  if (given.startsWith('@')) return { kind: 'file', name, path: unquoted(given.slice(1)) }
  if (given.startsWith('<')) {
    notes.push(`The file “${unquoted(given.slice(1))}” is not here: the text of “${name}” is missing.`)
    return { kind: 'text', name, value: '' }
  }
  return { kind: 'text', name, value: unquoted(given) }
}

/** A form's value ends at `;type=` or `;filename=`, unless it is quoted. */
function unquoted(value: string): string {
  const [, quoted] = /^"((?:[^"\\]|\\.)*)"/.exec(value) ?? []
  if (quoted !== undefined) return quoted.replaceAll(/\\(["\\])/g, '$1')
  return value.replace(/;\s*(?:type|filename|headers|encoder)=[\s\S]*$/, '')
}

function halves(text: string): readonly [string, string] {
  const at = text.indexOf('=')
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

function requestOf(read: Draft): CurlRequest | undefined {
  const [first, ...others] = read.urls
  if (first === undefined || first === '') return undefined
  const notes = [...read.notes]
  if (others.length > 0) notes.push(`Only the first of ${read.urls.length} addresses was taken.`)
  if (read.bodyFile !== undefined && read.data.length > 0) {
    notes.push(`The file “${read.bodyFile}” is not here: its text is missing from the data.`)
  }
  const text = read.data.join(read.json ? '' : '&')
  const sent = read.data.length > 0 || read.bodyFile !== undefined
  const query = [...(read.get && read.data.length > 0 ? [text] : []), ...read.query]
  const body = read.get ? undefined : bodyOf(read, text)
  const method = read.method ?? (read.head ? 'HEAD' : read.upload === undefined ? (body ? 'POST' : 'GET') : 'PUT')
  const { insecure, timeoutMs, maxRedirects, toFile } = read
  const proxy = proxyOf(read)
  return {
    method: method.toUpperCase(),
    url: withQuery(/^[A-Za-z][A-Za-z\d+.-]*:\/\//.test(first) ? first : `http://${first}`, query),
    headers: headersOf(read, sent && !read.get),
    ...(body && { body }),
    ...(insecure && { insecure }),
    ...(proxy !== undefined && { proxy }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(maxRedirects !== undefined && { maxRedirects }),
    ...(toFile && { toFile }),
    notes,
  }
}

function bodyOf({ parts, data, upload, bodyFile }: Draft, text: string): CurlBody | undefined {
  if (parts.length > 0) return { kind: 'parts', parts }
  const path = upload ?? (data.length === 0 ? bodyFile : undefined)
  if (path !== undefined) return { kind: 'file', path }
  return data.length > 0 ? { kind: 'text', text } : undefined
}

/** The headers that curl sends of itself stand behind those that were given, and give way to them. */
function headersOf({ headers, user, json }: Draft, hasData: boolean): readonly (readonly [string, string])[] {
  const given = new Map<string, readonly [string, string]>()
  const add = ([name, value]: readonly [string, string], join: string | null) => {
    const known = given.get(name.toLowerCase())
    if (!known) given.set(name.toLowerCase(), [name, value])
    else if (join !== null) given.set(name.toLowerCase(), [known[0], `${known[1]}${join}${value}`])
  }
  for (const header of headers) add(header, header[0].toLowerCase() === 'cookie' ? '; ' : ', ')
  if (user !== undefined) add(['Authorization', `Basic ${base64(user.includes(':') ? user : `${user}:`)}`], null)
  if (json) {
    add(['Content-Type', 'application/json'], null)
    add(['Accept', 'application/json'], null)
  } else if (hasData) add(['Content-Type', 'application/x-www-form-urlencoded'], null)
  return [...given.values()]
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}

function withQuery(url: string, query: readonly string[]): string {
  const [address = ''] = url.split('#')
  if (query.length === 0) return address
  return `${address}${address.includes('?') ? '&' : '?'}${query.join('&')}`
}

function proxyOf({ proxy, proxyUser }: Draft): string | undefined {
  if (proxy === undefined || proxy === '') return undefined
  const address = /^[a-z\d]+:\/\//i.test(proxy) ? proxy : `http://${proxy}`
  if (proxyUser === undefined || !URL.canParse(address)) return address
  const url = new URL(address)
  const [name = '', ...rest] = proxyUser.split(':')
  url.username = encodeURIComponent(name)
  url.password = encodeURIComponent(rest.join(':'))
  return url.href
}
