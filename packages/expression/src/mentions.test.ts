import { expect, test } from 'vitest'
import { mentionedNodes } from './mentions.ts'
import { compileTemplate } from './template.ts'

const texts = [
  '=Dear {{ $("Order").item.json.name }}, {{ $node["Price list"].json.total }}',
  '={{ $items(`Order`).length + $node.Order.json.n }}',
  '={{ { a: "}" }.a }} {{ $(which).first() }}',
  '=plain',
  '={{',
]

test('reading finds the same mentions as compiling', () => {
  for (const text of texts) expect(mentionedNodes(text)).toEqual(compileTemplate(text).summary.nodes)
})

test('a text that cannot be read has no answer', () => {
  expect(mentionedNodes('={{ $("Order". }}')).toBeNull()
})
