/**
 * XML as webhook callers get it back in JSON: tags in lower case, attributes under `$`, text beside attributes
 * under `_`, repeated tags as lists. No document type declarations: an entity can be a bomb or a file.
 */
import type { Json } from '@millrace/sdk'
import { XMLParser, XMLValidator } from 'fast-xml-parser'

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  attributesGroupName: '$',
  textNodeName: '_',
  transformTagName: (tag) => tag.toLowerCase(),
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  processEntities: true,
  cdataPropName: '',
})

/**
 * Reads a document.
 * @throws Error where it is not well-formed, declares a document type or has a tag named like a prototype
 */
export function readXml(text: string): Json {
  if (/<!DOCTYPE/i.test(text)) throw new Error('A document type declaration is not read.')
  const verdict = XMLValidator.validate(text)
  if (verdict !== true) throw new Error(verdict.err.msg)
  const read: unknown = parser.parse(text)
  if (typeof read !== 'object' || read === null || Object.keys(read).length !== 1) {
    throw new Error('A document has one root element.')
  }
  return plain(read)
}

/** Our own copy: names from outside become own members, whatever they are called. */
function plain(value: unknown): Json {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]))
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}
