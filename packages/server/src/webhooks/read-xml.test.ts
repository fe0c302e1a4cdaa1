import { expect, test } from 'vitest'
import { readXml } from './read-xml.ts'

test.each([
  ['<r a="1"><b>2</b><b>3</b><C>x</C></r>', { r: { $: { a: '1' }, b: ['2', '3'], c: 'x' } }],
  ['<?xml version="1.0"?><r/>', { r: '' }],
  ['<r><t k="v">text</t></r>', { r: { t: { $: { k: 'v' }, _: 'text' } } }],
  ['<r>007</r>', { r: '007' }],
  ['<r>a &amp; b &lt; c</r>', { r: 'a & b < c' }],
  ['<r><![CDATA[<b>]]></r>', { r: '<b>' }],
])('%s', (text, value) => expect(readXml(text)).toEqual(value))

test.each(['<r', '<a></b>', 'plain', '<a/><b/>'])('%s is not well-formed', (text) => {
  expect(() => readXml(text)).toThrow()
})

test('no entity of a document type is ever expanded', () => {
  const bomb = '<!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY c "&a;&a;">]><b>&c;</b>'
  expect(() => readXml(bomb)).toThrow(/document type/)
})

test('a tag called __proto__ is refused and changes nothing', () => {
  expect(() => readXml('<__proto__><x>1</x></__proto__>')).toThrow()
  expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('x')
})
