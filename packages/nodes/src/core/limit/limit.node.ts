import * as m from '@millrace/sdk'

const keepSome = m.operation({
  input: {
    maxItems: m.number('Max items', { help: 'How many items go on at most.', default: 1, min: 1 }),
    keep: m.choice('Keep', { firstItems: 'First items', lastItems: 'Last items' }),
  },
  per: 'list',
  run: async ({ maxItems, keep }, { items }) => {
    const all = await items()
    if (all.length <= maxItems) return all
    return keep === 'firstItems' ? all.slice(0, maxItems) : all.slice(all.length - maxItems)
  },
})

export const limit = m.defineNode({
  type: 'limit',
  name: 'Limit',
  about: 'Keeps the first or the last items and drops the others.',
  icon: 'lucide:scissors',
  category: 'data',
  aliases: ['truncate', 'first', 'last', 'head', 'tail'],
  summary: [{ text: '{keep} {maxItems}' }],
  operation: keepSome,
})
