import * as m from '@millrace/sdk'

const save = m.operation({
  name: 'Save data to find the execution by',
  input: {
    notice: m.notice('What is saved is shown with the execution and can be searched for.'),
    dataToSave: m.list('Data', 'values', { key: m.text('Name'), value: m.value('Value') }, { groupLabel: 'Entry' }),
  },
  per: 'item',
  run: ({ dataToSave }, { item, context }) => {
    for (const { key, value } of dataToSave) context.setCustomData(key, textOf(value, key))
    return item
  },
})

function textOf(value: unknown, key: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw m.refuse(`The value for "${key}" is ${value === undefined ? 'missing' : 'no text, number or flag'}.`, {
    code: 'custom_data_wrong',
    hint: 'Take a single field, or turn an object into text with {{ $json.field.toJsonString() }}.',
    retry: 'no',
  })
}

export const executionData = m.defineNode({
  type: 'executionData',
  name: 'Execution Data',
  about: 'Notes texts with the execution, so that it can be found by them.',
  icon: 'lucide:tags',
  category: 'flow',
  aliases: ['custom data', 'highlight', 'search', 'tag', 'metadata'],
  versions: [1, 1.1],
  operations: { save },
})
