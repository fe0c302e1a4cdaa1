/**
 * XML as JSON: elements and attributes become members, repeated ones lists, text beside them a member of its own.
 *
 * Documents are hostile. Their type declarations are never read, so there are no entities to grow and no files to
 * fetch; how long and how deep they may be is limited; names become own members, whatever they are called.
 */
import { isJsonObject, type Json, type JsonObject, refuse } from '@millrace/sdk'
import { decoded } from './xml-text.ts'

export interface ReadOptions {
  /** The member that holds attributes where they are kept apart. */
  readonly attrkey?: string | undefined
  /** The member that holds text beside others. */
  readonly charkey?: string | undefined
  /** Every element is a list. */
  readonly explicitArray?: boolean | undefined
  /** The outermost element is a member of the result. */
  readonly explicitRoot?: boolean | undefined
  readonly ignoreAttrs?: boolean | undefined
  /** Attributes are members like elements. */
  readonly mergeAttrs?: boolean | undefined
  /** Single blanks in texts. */
  readonly normalize?: boolean | undefined
  /** Names of elements in lower case. */
  readonly normalizeTags?: boolean | undefined
  readonly trim?: boolean | undefined
}

const longest = 50 * 1024 * 1024
const deepest = 500
const attributes = ':@'
const text = '#text'
const cdata = '#cdata'
/** Stands before every name while the parser has it, which knows some names itself. */
const mark = '+'

/**
 * The document as JSON.
 * @throws NodeError where it is not well-formed or beyond the limits
 */
export async function readXml(source: string, options: ReadOptions): Promise<JsonObject> {
  const { XMLParser, XMLValidator } = await import('fast-xml-parser')
  if (source.length > longest) throw invalid(`it has ${source.length} characters, and ${longest} are the most`)
  const document = withoutDoctype(source.trim())
  const verdict = XMLValidator.validate(document)
  if (verdict !== true) throw invalid(`${verdict.err.msg} (line ${verdict.err.line})`)
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: mark,
    // Names of empty elements come twice.
    transformTagName: (name) => (name.startsWith(mark) ? name : mark + name),
    textNodeName: text,
    cdataPropName: cdata,
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
    processEntities: false,
    maxNestedTags: deepest,
  })
  const [root, second] = parsed(() => parser.parse(document)).filter((node) => memberOf(node) !== undefined)
  if (root === undefined || second !== undefined) throw invalid('a document has one outermost element')
  return new Reader(options).document(root)
}

function parsed(parse: () => unknown): readonly Readonly<Record<string, unknown>>[] {
  try {
    return nodesIn(parse())
  } catch (cause) {
    throw invalid(cause instanceof Error ? cause.message : 'it cannot be read', cause)
  }
}

/** Without a declaration that only names the type; one with a content of its own is refused. */
function withoutDoctype(document: string): string {
  const found = /^((?:<\?[\s\S]*?\?>|<!--[\s\S]*?-->|\s)*)<!DOCTYPE([^[>]*)([[>])/i.exec(document)
  if (!found) return document
  if (found[3] === '[') throw invalid('it declares a document type with entities of its own, which are not read')
  return (found[1] ?? '') + document.slice(found[0].length)
}

function invalid(why: string, cause?: unknown): Error {
  return refuse(`The XML cannot be read: ${why}.`, { code: 'xml_invalid', retry: 'no', cause })
}

/** A node of the parser: one member named like the element holds its content, another its attributes. */
type Node = Readonly<Record<string, unknown>>

class Reader {
  private readonly options: ReadOptions
  private readonly charkey: string
  private readonly attrkey: string

  constructor(options: ReadOptions) {
    this.options = options
    this.charkey = options.charkey || '_'
    this.attrkey = options.attrkey || '$'
  }

  document(root: Node): JsonObject {
    const content = this.element(root)
    const members = new Map<string, Json>()
    if (this.options.explicitRoot === false) {
      return isJsonObject(content) ? content : toObject(members.set(this.charkey, content))
    }
    return toObject(members.set(this.tagName(root), content))
  }

  private element(node: Node): Json {
    const members = new Map<string, Json>()
    this.addAttributes(node, members)
    let written = ''
    let hasCdata = false
    for (const child of nodesIn(node[memberOf(node) ?? ''])) {
      if (text in child) written += decoded(String(child[text]))
      else if (cdata in child) {
        written += nodesIn(child[cdata])
          .map((part) => String(part[text] ?? ''))
          .join('')
        hasCdata = true
      } else this.add(members, this.tagName(child), this.element(child))
    }
    const blank = written.trim() === '' && !hasCdata
    const shown = this.finished(written)
    if (members.size === 0) return blank ? written : shown
    if (!blank) members.set(this.charkey, shown)
    return toObject(members)
  }

  private addAttributes(node: Node, members: Map<string, Json>): void {
    const given = node[attributes]
    if (this.options.ignoreAttrs || !isJsonObject(given)) return
    const own = new Map<string, Json>()
    for (const [name, value] of Object.entries(given)) {
      const shown = decoded(String(value))
      if (this.options.mergeAttrs === false) own.set(unmarked(name), shown)
      else this.add(members, unmarked(name), shown)
    }
    if (own.size > 0) members.set(this.attrkey, toObject(own))
  }

  /** Adds a member; a second one of a name makes a list. */
  private add(members: Map<string, Json>, name: string, value: Json): void {
    const so = members.get(name)
    if (so === undefined) members.set(name, this.options.explicitArray ? [value] : value)
    else members.set(name, isList(so) ? [...so, value] : [so, value])
  }

  private finished(written: string): string {
    if (this.options.normalize) return written.replaceAll(/\s{2,}/g, ' ').trim()
    return this.options.trim ? written.trim() : written
  }

  private tagName(node: Node): string {
    const name = unmarked(memberOf(node) ?? '')
    return this.options.normalizeTags ? name.toLowerCase() : name
  }
}

/** The member that holds an element's content; texts have none. */
function memberOf(node: Node): string | undefined {
  return Object.keys(node).find((key) => key.startsWith(mark))
}

function unmarked(name: string): string {
  return name.slice(mark.length)
}

function nodesIn(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

function isRecord(value: unknown): value is Node {
  return typeof value === 'object' && value !== null
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

/** `fromEntries` defines members: a name like `__proto__` is one of them. */
function toObject(members: ReadonlyMap<string, Json>): JsonObject {
  return Object.fromEntries(members)
}
