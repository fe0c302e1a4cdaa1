import * as m from '@millrace/sdk'
import { fillTemplate } from '../values/fill-template.ts'
import { extractItems } from './extract-values.ts'
import { toTable } from './to-table.ts'

const emptyPage = `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Hello</title>
    <style>
      body {
        font-family: sans-serif;
        margin: 2rem;
      }
    </style>
  </head>
  <body>
    <h1>Hello</h1>
  </body>
</html>
`

const template = m.operation({
  name: 'Fill in a template',
  input: {
    html: m.code('Template', 'html', { default: emptyPage, noExpression: true }),
    notice: m.notice('Expressions between {{ and }} are filled in as they are: HTML in them is markup.'),
  },
  per: 'item',
  run: ({ html }, { context, index }) => ({ json: { html: filled(html, context, index) } }),
})

/** The template with what its expressions give: in contrast to other texts also `undefined` and `null`. */
function filled(html: string, context: m.RunContext, index: number): string {
  return fillTemplate(html.startsWith('=') ? html.slice(1) : html, String, context, index)
}

const extractionFields = {
  key: m.text('Field for the result'),
  cssSelector: m.text('CSS selector', { placeholder: '.price' }),
  returnValue: m.variants(
    'Take',
    {
      attribute: m.variant('An attribute', { attribute: m.text('Attribute', { placeholder: 'href' }) }),
      html: m.variant('The HTML in it'),
      text: m.variant('Its text', {
        skipSelectors: m.since(
          1.2,
          m.text('Without', {
            help: 'Selectors of elements inside that are left out, with commas between them.',
            placeholder: 'nav, .note',
          }),
        ),
      }),
      value: m.variant('Its value'),
    },
    { default: 'text' },
  ),
  returnArray: m.flag('A list of all', { help: 'Off, only the first element that is found.' }),
} as const

const extract = m.operation({
  name: 'Extract values',
  input: {
    sourceData: m.choice('HTML from', { binary: 'A file', json: 'A field' }, { default: 'json' }),
    dataPropertyName: m.when(
      m.is('sourceData', 'binary', 'json'),
      m.text('Name of the file or field', { default: 'data', required: true }),
    ),
    extractionValues: m.oneOf(
      m.until(1, m.list('Values', 'values', extractionFields, { groupLabel: 'Value' })),
      m.since(
        1.1,
        m.list('Values', 'values', extractionFields, {
          groupLabel: 'Value',
          default: { values: [{ key: '', cssSelector: '', returnValue: 'text', returnArray: false }] },
        }),
      ),
    ),
    options: m.collection('Options', {
      trimValues: m.flag('Without blanks around values', { default: true }),
      cleanUpText: m.flag('On one line, with single blanks', { default: true }),
    }),
  },
  per: 'item',
  run: ({ options, extractionValues = [], ...source }, { item, context, version }) =>
    extractItems(
      item,
      source,
      extractionValues,
      { readable: version >= 1.2, trim: options.trimValues ?? false, clean: options.cleanUpText ?? false },
      context,
    ),
})

const table = m.operation({
  name: 'Make a table of the items',
  input: {
    options: m.collection('Options', {
      capitalize: m.flag('Capitalise the titles'),
      customStyling: m.flag('Without the usual styles'),
      caption: m.text('Caption'),
      tableAttributes: m.text('Attributes of the table', { placeholder: 'class="wide"' }),
      headerAttributes: m.text('Attributes of the head'),
      rowAttributes: m.text('Attributes of rows'),
      cellAttributes: m.text('Attributes of cells'),
    }),
  },
  per: 'list',
  run: async ({ options }, { items }) => {
    const all = await items()
    const rows = all.map(({ json }) => json)
    return [{ json: { table: toTable(rows, options) }, pairedItem: all.map((_, item) => ({ item })) }]
  },
})

export const html = m.defineNode({
  type: 'html',
  name: 'HTML',
  about: 'Fills in HTML templates, takes values out of HTML and makes tables of items.',
  icon: 'lucide:code-xml',
  category: 'data',
  aliases: ['template', 'extract', 'scrape', 'css selector', 'table', 'web page'],
  versions: [1, 1.1, 1.2],
  operations: { generateHtmlTemplate: template, extractHtmlContent: extract, convertToHtmlTable: table },
})
