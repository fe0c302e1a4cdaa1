/**
 * The secrets that an execution has used, and how they are kept out of what is stored and shown of it: a service may
 * answer with the token it was sent. The run itself goes on with what really came; only the record says `[secret]`.
 *
 *   S1  Nothing is looked for until a credential is opened, and then for all its secrets at once.
 *   S2  A secret is looked for as it is, and as it stands in addresses, in base64 and in JSON text.
 *   S3  Short values are words like others, and stay.
 */
import type { CredentialType, HttpRequest, Item, JsonObject, Property } from '@millrace/sdk'
import type { StoredItems } from '@millrace/workflow'

export const MASK = '[secret]'

const SHORTEST = 8
/** What is longer is no token, but a document. */
const LONGEST = 16_384
const MOST = 1000

export class Secrets {
  private readonly forms = new Set<string>()
  private pattern: RegExp | undefined
  /** The same in JSON text. */
  private inJson: RegExp | undefined

  get isEmpty(): boolean {
    return this.forms.size === 0
  }

  /** The secret fields of a credential; of a kind that nobody knows, all that do not look like addresses. */
  learnFields(type: CredentialType | undefined, fields: JsonObject): void {
    const names = type && secretNames(type.properties)
    for (const [name, value] of Object.entries(fields)) this.learnField(name, value, names)
  }

  /** What a request shows of whoever sends it. */
  learnRequest({ signedHeaders = {} }: Pick<HttpRequest, 'signedHeaders'>): void {
    for (const value of Object.values(signedHeaders)) {
      this.learn(value)
      // The scheme before a token is no secret, and a service may answer with the token alone.
      const token = /^\S+ (\S+)$/.exec(value)?.[1]
      if (token !== undefined) this.learn(token)
    }
  }

  learn(value: string): void {
    if (value.length < SHORTEST || value.length > LONGEST || this.forms.size > MOST || this.forms.has(value)) return
    const bytes = Buffer.from(value)
    for (const form of [
      value,
      encodeURIComponent(value),
      inJsonText(value),
      bytes.toString('base64'),
      bytes.toString('base64url'),
    ]) {
      this.forms.add(form)
    }
    this.pattern = undefined
    this.inJson = undefined
  }

  /** The text without secrets. */
  hideText(text: string): string {
    return this.isEmpty || text.length < SHORTEST ? text : text.replaceAll(this.found(), MASK)
  }

  /** The value without secrets: itself where it has none. */
  hide<T>(value: T): T {
    if (this.isEmpty || !this.isIn(value)) return value
    // Only texts and keys are changed: what comes out has the shape of what went in.
    return this.hidden(value) as T
  }

  /** Items without secrets. Files stay as they are. */
  hideItems(items: StoredItems): StoredItems {
    if (this.isEmpty) return items
    return replaced(items, (list) => (list === null ? null : replaced(list, (item) => this.hideItem(item))))
  }

  private hideItem(item: Item): Item {
    const json = this.hide(item.json)
    const error = this.hide(item.error)
    if (json === item.json && error === item.error) return item
    return { ...item, json, ...(error !== undefined && { error }) }
  }

  private learnField(name: string, value: unknown, names: ReadonlySet<string> | undefined): void {
    if (typeof value === 'string') {
      if (names === undefined ? !looksLikeAddress(value) : names.has(name)) this.learnText(value)
    } else if (typeof value === 'object' && value !== null) {
      // All that is in a secret field is secret.
      const inside = names?.has(name) ? undefined : names
      for (const [key, member] of Object.entries(value)) this.learnField(key, member, inside)
    }
  }

  /** A text, or every text in it where it is JSON. */
  private learnText(text: string): void {
    const inside = parsed(text)
    if (inside === undefined) this.learn(text)
    else for (const [name, value] of Object.entries(inside)) this.learnField(name, value, undefined)
  }

  private found(): RegExp {
    return (this.pattern ??= anyOf([...this.forms], 'g'))
  }

  /** One search of its text tells of nearly every value that it holds none. */
  private isIn(value: unknown): boolean {
    this.inJson ??= anyOf([...this.forms].map(inJsonText), '')
    return this.inJson.test(JSON.stringify(value) ?? '')
  }

  private hidden(value: unknown): unknown {
    if (typeof value === 'string') return this.hideText(value)
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return replaced(value, (one: unknown) => this.hidden(one))
    return this.hiddenMembers(value)
  }

  private hiddenMembers(value: object): object {
    const before = Object.entries(value)
    const after = before.map(([key, member]): [string, unknown] => [this.hideText(key), this.hidden(member)])
    const same = after.every(([key, member], place) => key === before[place]?.[0] && member === before[place][1])
    return same ? value : Object.fromEntries(after)
  }
}

/** The list with each member replaced; itself where none is another. */
function replaced<T>(list: readonly T[], replace: (member: T) => T): readonly T[] {
  let copy: T[] | undefined
  for (const [place, member] of list.entries()) {
    const other = replace(member)
    if (other !== member) (copy ??= list.slice())[place] = other
  }
  return copy ?? list
}

const known = new WeakMap<readonly Property[], ReadonlySet<string>>()

/** The names of properties that hide what is typed into them. */
function secretNames(properties: readonly Property[]): ReadonlySet<string> {
  let names = known.get(properties)
  if (names === undefined) known.set(properties, (names = new Set(namesIn(properties))))
  return names
}

function namesIn(properties: readonly Property[]): string[] {
  return properties.flatMap(({ name, password, members = [], groups = [] }) => [
    ...(password ? [name] : []),
    ...namesIn(members),
    ...groups.flatMap(({ values }) => namesIn(values)),
  ])
}

function anyOf(texts: readonly string[], flags: string): RegExp {
  const longestFirst = texts.toSorted((a, b) => b.length - a.length)
  return new RegExp(longestFirst.map(escaped).join('|'), flags)
}

function inJsonText(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+./?[\\\]^{|}-]/g, String.raw`\$&`)
}

function parsed(text: string): object | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    // It only looked like JSON.
    return undefined
  }
}

function looksLikeAddress(text: string): boolean {
  return /^[a-z][a-z\d+.-]*:\/\/|^[\w.-]+\.[a-z]{2,}(?::\d+)?$|^[^\s@]+@[^\s@]+$/i.test(text)
}
