/** JSON as XML: members become elements, lists repeat them; text and attributes lie under names of their own. */
import { isJsonObject, type Json, type JsonObject, refuse } from '@millrace/sdk'
import { badCharacter, encodedAttribute, encodedText, isName } from './xml-text.ts'

export interface WriteOptions {
  readonly attrkey?: string | undefined
  readonly charkey?: string | undefined
  /** Texts that would need entities are written as they are, between marks. */
  readonly cdata?: boolean | undefined
  /** Without the declaration at the top. */
  readonly headless?: boolean | undefined
  readonly rootName?: string | undefined
}

const defaultRoot = 'root'
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

/** A document with these members; where there is only one, and no other name is given, it is the root. */
export function writeXml(value: JsonObject, options: WriteOptions): string {
  const rootName = options.rootName || defaultRoot
  const [only, ...others] = Object.entries(value)
  const writer = new Writer(options)
  const root =
    only && others.length === 0 && rootName === defaultRoot
      ? writer.root(only[0], only[1] ?? null)
      : writer.root(rootName, value)
  return (options.headless ? '' : declaration) + root
}

/** What an element holds. */
interface Content {
  readonly attributes: string
  /** Texts and elements, each as its lines. */
  readonly parts: readonly (readonly string[])[]
  /** Nothing but text, so that it stands on the line of its element. */
  readonly flat: boolean
}

class Writer {
  private readonly options: WriteOptions
  private readonly charkey: string
  private readonly attrkey: string

  constructor(options: WriteOptions) {
    this.options = options
    this.charkey = options.charkey || '_'
    this.attrkey = options.attrkey || '$'
  }

  /** The outermost element: a list there is a list of its members. */
  root(name: string, value: Json): string {
    if (!isList(value)) return this.element(name, value).join('\n')
    const parts = value.flatMap((entry) => {
      if (!isJsonObject(entry)) throw unwritable(`the list "${name}" is the root, so its entries must be objects`)
      return this.content(entry).parts
    })
    return this.written(name, { attributes: '', parts, flat: false }).join('\n')
  }

  private element(name: string, value: Json): readonly string[] {
    if (isJsonObject(value)) return this.written(name, this.content(value))
    const shown = value === null || isList(value) ? '' : this.text(String(value))
    return this.written(name, { attributes: '', parts: shown === '' ? [] : [[shown]], flat: true })
  }

  private content(value: JsonObject): Content {
    const parts: (readonly string[])[] = []
    let attributes = ''
    let flat = true
    for (const [name, member = null] of Object.entries(value)) {
      if (name === this.attrkey) attributes += isJsonObject(member) ? this.attributes(member) : ''
      else if (name === this.charkey) {
        const shown = this.text(isJsonObject(member) || isList(member) || member === null ? '' : String(member))
        if (shown !== '') parts.push([shown])
      } else {
        flat = false
        for (const one of isList(member) ? member : [member]) parts.push(this.element(name, one))
      }
    }
    return { attributes, parts, flat }
  }

  private written(name: string, { attributes, parts, flat }: Content): readonly string[] {
    if (!isName(name)) throw unwritable(`"${name}" is no name for an element`)
    if (parts.length === 0) return [`<${name}${attributes}/>`]
    if (flat) return [`<${name}${attributes}>${parts.flat().join('')}</${name}>`]
    return [`<${name}${attributes}>`, ...parts.flat().map((line) => `  ${line}`), `</${name}>`]
  }

  private attributes(members: JsonObject): string {
    return Object.entries(members)
      .map(([name, value]) => {
        if (!isName(name)) throw unwritable(`"${name}" is no name for an attribute`)
        return ` ${name}="${encodedAttribute(checked(value === null ? '' : String(value)))}"`
      })
      .join('')
  }

  private text(value: string): string {
    if (!this.options.cdata || !/[<>&]/.test(value)) return encodedText(checked(value))
    return `<![CDATA[${checked(value).replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
  }
}

function checked(value: string): string {
  const bad = badCharacter(value)
  if (bad === undefined) return value
  throw unwritable(`a text holds the character ${JSON.stringify(bad)}, which XML cannot`)
}

function unwritable(why: string): Error {
  return refuse(`The item cannot be written as XML: ${why}.`, { code: 'xml_unwritable', retry: 'no' })
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}
