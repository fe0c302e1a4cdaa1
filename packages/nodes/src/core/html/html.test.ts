import type { JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { htmlExtract } from '../htmlExtract/htmlExtract.node.ts'
import { html } from './html.node.ts'

const page = '<h1>Shop</h1><ul><li>Tea</li><li>Cake</li></ul><a class="x" href="/a?b&amp;c">more</a><input value="7">'

async function extract(
  values: readonly JsonObject[],
  more: { version?: number; source?: JsonObject; json?: JsonObject; options?: JsonObject } = {},
) {
  const { json } = await runNode(html, {
    inputs: [[{ json: more.json ?? { page }, binary: { file: { mimeType: 'text/html', data: btoa(page) } } }]],
    parameters: {
      operation: 'extractHtmlContent',
      dataPropertyName: 'page',
      extractionValues: { values },
      options: more.options ?? {},
      ...more.source,
    },
    version: more.version ?? 1.2,
  })
  return json
}

describe('takes values out of HTML', () => {
  test('the first or all that a selector finds', async () => {
    const values = [
      { key: 'first', cssSelector: 'li' },
      { key: 'all', cssSelector: 'li', returnArray: true },
      { key: 'none', cssSelector: 'zz', returnValue: 'html' },
      { key: 'link', cssSelector: 'a.x', returnValue: 'attribute', attribute: 'href' },
      { key: 'value', cssSelector: 'input', returnValue: 'value' },
      { key: '__proto__', cssSelector: 'h1', returnValue: 'html' },
    ]
    const [found] = await extract(values)
    expect(Object.entries(found ?? {})).toEqual([
      ['first', 'Tea'],
      ['all', ['Tea', 'Cake']],
      ['link', '/a?b&c'],
      ['value', '7'],
      ['__proto__', 'Shop'],
    ])
  })

  test('of a file, or of every entry of a list', async () => {
    const values = [{ key: 'k', cssSelector: 'li' }]
    expect(await extract(values, { source: { sourceData: 'binary', dataPropertyName: 'file' } })).toEqual([
      { k: 'Tea' },
    ])
    expect(await extract(values, { json: { page: ['<li>1', '<li>2'] } })).toEqual([{ k: '1' }, { k: '2' }])
  })

  test('cleaned up when asked', async () => {
    const json = { page: '<b> a <i>b</i>\n  c </b>' }
    const values = [{ key: 'k', cssSelector: 'b', returnValue: 'html' }]
    expect(await extract(values, { json, options: { trimValues: true } })).toEqual([{ k: 'a <i>b</i>\n  c' }])
    expect(await extract(values, { json, options: { cleanUpText: true } })).toEqual([{ k: 'a <i>b</i> c' }])
  })

  test('and says what it cannot read', async () => {
    await expect(extract([{ key: 'k', cssSelector: ':bad(' }])).rejects.toThrow('":bad(" is no CSS selector.')
    await expect(extract([], { json: { page: 5 } })).rejects.toThrow('The HTML is 5, but a text is needed.')
    await expect(extract([], { json: {} })).rejects.toThrow('The HTML is missing')
  })
})

describe('text', () => {
  const text = async (body: string, more: JsonObject = {}, version = 1.2) => {
    const [found] = await extract([{ key: 'k', cssSelector: 'body', ...more }], { json: { page: body }, version })
    return found?.['k']
  }

  test.each([
    ['<p>a</p><p>b</p>', 'a\n\nb'],
    ['<div>a</div><div><div>b</div></div>c', 'a\nb\nc'],
    ['  a <b>b</b>\n c<br>d ', 'a b c\nd'],
    ['x<ol start="9"><li>a<ul><li>b</li></ul></li><li>c</li></ol>y', 'x\n 9.  a\n      * b\n 10. c\n\ny'],
    ['<pre>a\n  b</pre>c', 'a\n  b\n\nc'],
    ['<blockquote>a<br>b</blockquote>', '> a\n> b'],
    ['<a href="#x">a</a> <a href="http://x">http://x</a> <a href="mailto:m@x">m</a>', 'a http://x m [m@x]'],
    ['<img src="i.png" alt="I"><hr>', `I [i.png]\n\n${'-'.repeat(40)}`],
    ['a<constructor>b</constructor>c', 'abc'],
    ['a<script>b()</script><style>c{}</style><!-- d -->', 'a'],
  ])('%j', async (body, expected) => {
    expect(await text(body)).toBe(expected)
  })

  test('without what is to be skipped', async () => {
    expect(await text('a<i>b</i><u>c</u>', { skipSelectors: 'i, u' })).toBe('a')
  })

  test('was bare in earlier versions', async () => {
    expect(await text('<p>a</p> <p>b</p>', {}, 1.1)).toBe('a b')
  })

  test('comes out of a page nested beyond reason', async () => {
    const deep = '<div>'.repeat(20_000)
    expect(await text(`${deep}a`)).toBe('a')
  })
})

test('fills in templates', async () => {
  const { json } = await runNode(html, {
    items: [{ n: 1 }],
    parameters: {
      operation: 'generateHtmlTemplate',
      html: '<b>{{ $json.n }}</b>{{ $json.x }} <style>a { b: c }</style>',
    },
    context: { evaluate: (text) => (text.includes('.n') ? 1 : undefined) },
  })
  expect(json).toEqual([{ html: '<b>1</b>undefined <style>a { b: c }</style>' }])
})

test('makes a table', async () => {
  const items = [{ first_name: 'Ada', ok: true }, { n: 2 }]
  const options = { customStyling: true, capitalize: true, caption: 'People', cellAttributes: 'c' }
  const { outputs } = await runNode(html, { items, parameters: { operation: 'convertToHtmlTable', options } })
  expect(outputs[0]).toEqual([
    {
      json: {
        table:
          '<table  ><caption>People</caption><thead  ><tr><th>First Name</th><th>Ok</th><th>N</th></tr></thead><tbody>' +
          '<tr  ><td  c>Ada</td><td  c><input type="checkbox" checked="checked"/></td><td  c>undefined</td></tr>' +
          '<tr  ><td  c>undefined</td><td  c>undefined</td><td  c>2</td></tr></tbody></table>',
      },
      pairedItem: [{ item: 0 }, { item: 1 }],
    },
  ])
})

test('HTML Extract trims, and joins the texts of all that is found', async () => {
  const extractionValues = {
    values: [
      { key: 'k', cssSelector: 'li' },
      { key: 'h', cssSelector: 'li', returnValue: 'html' },
    ],
  }
  const { json } = await runNode(htmlExtract, {
    items: [{ data: '<li> a </li><li>b </li>' }],
    parameters: { extractionValues },
  })
  expect(json).toEqual([{ k: 'a b', h: 'a' }])
})
