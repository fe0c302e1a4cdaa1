import * as m from '@millrace/sdk'
import { shuffle, sortByCode, sortByFields } from './sort-items.ts'

const compareExample = `// The items to compare are a and b: a negative number puts a first, a positive one b.
const field = 'name'

if (a.json[field] < b.json[field]) return -1
if (a.json[field] > b.json[field]) return 1
return 0
`

/** How to sort, as Sort and Item Lists have it. */
export const sortInput = m.variants('Sort', {
  simple: m.variant('By fields', {
    sortFieldsUi: m.list('Fields', 'sortField', {
      fieldName: m.text('Field', { required: true }),
      order: m.choice('Order', { ascending: 'Ascending', descending: 'Descending' }),
    }),
    options: m.collection('Options', { disableDotNotation: m.flag('Dots are part of names') }),
  }),
  random: m.variant('At random'),
  code: m.variant('By code', { code: m.code('Code', 'javaScript', { default: compareExample, rows: 10 }) }),
})

/** Sorts as the inputs say. */
export async function runSort(
  input: m.Read<{ readonly type: typeof sortInput }>,
  items: readonly m.Item[],
  context: m.RunContext,
): Promise<readonly m.Item[]> {
  switch (input.type) {
    case 'simple':
      return sortByFields(items, input.sortFieldsUi, !input.options.disableDotNotation)
    case 'random':
      return shuffle(items, () => context.random())
    case 'code':
      return sortByCode(items, input.code, context)
  }
}
