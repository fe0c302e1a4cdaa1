import type { JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { xml } from './xml.node.ts'

async function read(data: string, options: JsonObject = {}) {
  const { json } = await runNode(xml, { items: [{ data }], parameters: { options } })
  return json[0]
}

async function write(item: JsonObject, options: JsonObject = {}) {
  const { json } = await runNode(xml, {
    items: [item],
    parameters: { mode: 'jsonToxml', options: { headless: true, ...options } },
  })
  return json[0]?.['data']
}

describe('XML to JSON', () => {
  test.each<[string, JsonObject]>([
    ['<r a="1">t<b/><b>2</b></r>', { r: { a: '1', b: ['', '2'], _: 't' } }],
    ['<r>&#233; &#x2014; &amp;lt; &unknown;</r>', { r: 'é — &lt; &unknown;' }],
    ['<r>&constructor;</r>', { r: '&constructor;' }],
    ['<r><![CDATA[ <b> &amp; ]]></r>', { r: ' <b> &amp; ' }],
    ['<r a="&quot;x&quot;"/>', { r: { a: '"x"' } }],
    ['<r> <a> </a> </r>', { r: { a: ' ' } }],
    ['<?xml version="1.0"?><!-- c --><!DOCTYPE r SYSTEM "http://x/r.dtd"><?pi?><r>1</r>', { r: '1' }],
    ['<r a="1"><a>2</a></r>', { r: { a: ['1', '2'] } }],
  ])('%s', async (text, value) => {
    expect(await read(text)).toEqual(value)
  })

  test.each<[options: JsonObject, text: string, value: JsonObject]>([
    [{ explicitRoot: false }, '<r><a>1</a></r>', { a: '1' }],
    [{ explicitRoot: false }, '<r>1</r>', { _: '1' }],
    [{ ignoreAttrs: true }, '<r a="1">t</r>', { r: 't' }],
    [{ mergeAttrs: false, charkey: 'text' }, '<r a="1">t</r>', { r: { $: { a: '1' }, text: 't' } }],
    [{ explicitArray: true }, '<r a="1"><b/></r>', { r: { a: ['1'], b: [''] } }],
    [{ normalize: true }, '<r> a \n b </r>', { r: 'a b' }],
  ])('with %j', async (options, text, value) => {
    expect(await read(text, options)).toEqual(value)
  })

  test.each(['', '<r', '<a></b>', 'plain', '<a/><b/>'])('%j is no document', async (text) => {
    await expect(read(text)).rejects.toThrow('The XML cannot be read')
  })

  test('reads no entities of the document, and nothing too deep', async () => {
    const bomb = '<!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY c "&a;&a;">]><b>&c;</b>'
    await expect(read(bomb)).rejects.toThrow('entities of its own, which are not read')
    await expect(read('<a>'.repeat(5000) + '</a>'.repeat(5000))).rejects.toThrow('The XML cannot be read')
  })

  test('names are own members, whatever they are', async () => {
    const found = await read('<r toString="1"><constructor>2</constructor><hasOwnProperty/></r>')
    expect(Object.entries(found?.['r'] ?? {})).toEqual([
      ['toString', '1'],
      ['constructor', '2'],
      ['hasOwnProperty', ''],
    ])
    const inner = (await read('<r><__proto__ x="1"/></r>'))?.['r']
    expect(Object.keys(inner ?? {})).toEqual(['__proto__'])
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('x')
  })

  test('says what is missing', async () => {
    await expect(runNode(xml, { items: [{ a: 1 }] })).rejects.toThrow('The item has no field "data".')
    await expect(runNode(xml, { items: [{ data: 5 }] })).rejects.toThrow('The field "data" holds 5.')
  })
})

describe('JSON to XML', () => {
  test.each<[item: JsonObject, options: JsonObject, text: string]>([
    [{ a: 1, b: ['x', 'y'] }, {}, '<root>\n  <a>1</a>\n  <b>x</b>\n  <b>y</b>\n</root>'],
    [{ a: 1 }, { rootName: 'top' }, '<top>\n  <a>1</a>\n</top>'],
    [{ r: { $: { q: '"<' }, _: 'a & b' } }, {}, '<r q="&quot;&lt;">a &amp; b</r>'],
    [{ r: { '@': { q: 1 }, '#': 't', c: null } }, { attrkey: '@', charkey: '#' }, '<r q="1">\n  t\n  <c/>\n</r>'],
    [{ r: 'a ]]> b' }, { cdata: true }, '<r><![CDATA[a ]]]]><![CDATA[> b]]></r>'],
    [{ r: { a: [], b: { c: 1 } } }, {}, '<r>\n  <b>\n    <c>1</c>\n  </b>\n</r>'],
  ])('%j with %j', async (item, options, text) => {
    expect(await write(item, options)).toBe(text)
  })

  test('begins with a declaration', async () => {
    expect(await write({ a: 1 }, { headless: false })).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8" standalone="yes"\?>\n<a>/,
    )
  })

  test('says what XML cannot hold', async () => {
    await expect(write({ 'a b': 1 })).rejects.toThrow('"a b" is no name for an element')
    await expect(write({ a: { $: { '1': 1 } } })).rejects.toThrow('"1" is no name for an attribute')
    await expect(write({ a: '\0' })).rejects.toThrow('which XML cannot')
    await expect(write({ a: [1] })).rejects.toThrow('its entries must be objects')
  })
})
