import * as m from '@millrace/sdk'
import { readPattern, renameByPattern, renameField } from './rename-keys.ts'

const rename = m.operation({
  input: {
    keys: m.list(
      'Fields',
      'key',
      { currentKey: m.text('Current name'), newKey: m.text('New name') },
      { sortable: true, groupLabel: 'Field' },
    ),
    additionalOptions: m.collection('Options', {
      regexReplacement: m.list(
        'By pattern',
        'replacements',
        {
          regExNotice: m.notice('Every field whose name matches is renamed.'),
          searchRegex: m.text('Regular expression', { placeholder: '^user_(.*)' }),
          replaceRegex: m.text('Replace with', { placeholder: '$1' }),
          options: m.collection('Options', {
            caseInsensitive: m.flag('Ignore case'),
            depth: m.number('Depth', { default: -1, help: '0: outermost fields only. -1: all.' }),
          }),
        },
        { sortable: true, groupLabel: 'Pattern' },
      ),
    }),
  },
  per: 'item',
  run: ({ keys, additionalOptions }, { item }) => {
    let json = keys.reduce((now, { currentKey, newKey }) => renameField(now, currentKey, newKey), item.json)
    for (const { searchRegex, replaceRegex, options } of additionalOptions.regexReplacement ?? []) {
      const pattern = readPattern(searchRegex, options.caseInsensitive ?? false)
      json = renameByPattern(json, { pattern, replacement: replaceRegex, depth: options.depth ?? -1 })
    }
    if (json === item.json) return item
    return item.binary ? { json, binary: item.binary } : { json }
  },
})

export const renameKeys = m.defineNode({
  type: 'renameKeys',
  name: 'Rename Keys',
  about: 'Gives fields other names.',
  icon: 'lucide:text-cursor-input',
  category: 'data',
  aliases: ['rename', 'fields', 'properties', 'map'],
  operation: rename,
})
