import { expect, test } from 'vitest'
import { fillTemplate } from './fill-template.ts'

const evaluated = (text: string, expressions?: 'n8n' | 'strict'): string[] => {
  const blocks: string[] = []
  const evaluate = (block: string) => void blocks.push(block)
  fillTemplate(text, String, { evaluate, ...(expressions === undefined ? {} : { expressions }) }, 0)
  return blocks
}

test('a text is taken apart as its workflow reads expressions', () => {
  const text = 'a {{ "}}" }} b {{ { a: { b: 1 }} }}'
  expect(evaluated(text, 'strict')).toEqual(['{{ "}}" }}', '{{ { a: { b: 1 }} }}'])
  expect(evaluated(text)).toEqual(['{{ "}}', '{{ { a: { b: 1 }}'])
})
