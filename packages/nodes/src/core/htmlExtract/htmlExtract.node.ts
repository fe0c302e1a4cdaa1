import * as m from '@millrace/sdk'
import { extractItems } from '../html/extract-values.ts'

const extract = m.operation({
  input: {
    sourceData: m.choice('HTML from', { binary: 'A file', json: 'A field' }, { default: 'json' }),
    dataPropertyName: m.when(
      m.is('sourceData', 'binary', 'json'),
      m.text('Name of the file or field', { default: 'data', required: true }),
    ),
    extractionValues: m.list(
      'Values',
      'values',
      {
        key: m.text('Field for the result'),
        cssSelector: m.text('CSS selector', { placeholder: '.price' }),
        returnValue: m.variants(
          'Take',
          {
            attribute: m.variant('An attribute', { attribute: m.text('Attribute', { placeholder: 'href' }) }),
            html: m.variant('The HTML in it'),
            text: m.variant('Its text'),
            value: m.variant('Its value'),
          },
          { default: 'text' },
        ),
        returnArray: m.flag('A list of all'),
      },
      { groupLabel: 'Value' },
    ),
    options: m.collection('Options', { trimValues: m.flag('Without blanks around values', { default: true }) }),
  },
  per: 'item',
  run: ({ options, extractionValues, ...source }, { item, context }) =>
    extractItems(
      item,
      source,
      extractionValues,
      { readable: false, trim: options.trimValues ?? true, clean: false },
      context,
    ),
})

export const htmlExtract = m.defineNode({
  type: 'htmlExtract',
  name: 'HTML Extract',
  about: 'Takes values out of HTML. The HTML node has taken its place.',
  icon: 'lucide:code-xml',
  category: 'data',
  hidden: true,
  operation: extract,
})
