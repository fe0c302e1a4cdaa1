import * as m from '@millrace/sdk'
import { readXml } from './read-xml.ts'
import { writeXml } from './write-xml.ts'

const attrkey = m.text('Name for attributes', { default: '$' })
const charkey = m.text('Name for text', { default: '_' })
const dataPropertyName = (label: string) => m.text(label, { default: 'data', required: true })

const turn = m.operation({
  input: {
    mode: m.variants(
      'Direction',
      {
        jsonToxml: m.variant('JSON to XML', {
          dataPropertyName: dataPropertyName('Field for the result'),
          options: m.collection('Options', {
            allowSurrogateChars: m.flag('Allow characters beyond the first 65,536'),
            attrkey,
            cdata: m.flag('Write texts unchanged, as CDATA'),
            charkey,
            headless: m.flag('Without the declaration'),
            rootName: m.text('Name of the outermost element', { default: 'root' }),
          }),
        }),
        xmlToJson: m.variant('XML to JSON', {
          xmlNotice: m.notice('XML of a file: take its text out first, with Extract from File.'),
          dataPropertyName: dataPropertyName('Field with the XML'),
          options: m.collection('Options', {
            attrkey,
            charkey,
            explicitArray: m.flag('Every element is a list'),
            explicitRoot: m.flag('With the outermost element', { default: true }),
            ignoreAttrs: m.flag('Without attributes'),
            mergeAttrs: m.flag('Attributes among the elements', { default: true }),
            normalize: m.flag('Single blanks in texts'),
            normalizeTags: m.flag('Names of elements in lower case'),
            trim: m.flag('Without blanks around texts'),
          }),
        }),
      },
      { default: 'xmlToJson' },
    ),
  },
  per: 'item',
  run: async (input, { item }) => {
    if (input.mode === 'xmlToJson') {
      return { json: await readXml(sourceIn(item.json, input.dataPropertyName), input.options) }
    }
    return { json: Object.fromEntries([[input.dataPropertyName, writeXml(item.json, input.options)]]) }
  },
})

function sourceIn(json: m.JsonObject, name: string): string {
  const value = Object.hasOwn(json, name) ? json[name] : undefined
  if (typeof value === 'string') return value
  throw m.refuse(
    value === undefined ? `The item has no field "${name}".` : `The field "${name}" holds ${JSON.stringify(value)}.`,
    { code: 'xml_no_text', hint: 'Name the field that holds the XML as text.', retry: 'no' },
  )
}

export const xml = m.defineNode({
  type: 'xml',
  name: 'XML',
  about: 'Turns XML into JSON, or JSON into XML.',
  icon: 'lucide:file-code',
  category: 'data',
  aliases: ['parse', 'convert', 'feed', 'soap'],
  failedItems: { as: 'nothing' },
  operation: turn,
})
