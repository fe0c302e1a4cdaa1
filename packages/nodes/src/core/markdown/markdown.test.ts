import type { JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { markdown } from './markdown.node.ts'

async function html(text: string, options: JsonObject = {}) {
  const { json } = await runNode(markdown, { parameters: { mode: 'markdownToHtml', markdown: text, options } })
  return json[0]?.['data']
}

async function md(text: string, options: JsonObject = {}) {
  const { json } = await runNode(markdown, { parameters: { html: text, options } })
  return json[0]?.['data']
}

test('adds the result to the item, in any field', async () => {
  const { json } = await runNode(markdown, {
    items: [{ a: { x: 1 } }],
    parameters: { html: '<b>b</b>', destinationKey: 'a.b' },
  })
  expect(json).toEqual([{ a: { x: 1, b: '**b**' } }])
})

describe('Markdown in the classic dialect', () => {
  test.each([
    ['#No blank\n\ntext', '<h1 id="noblank">No blank</h1>\n<p>text</p>'],
    ['Title\n===\nmore', '<h1 id="title">Title</h1>\n<p>more</p>'],
    ['a_b_c **d *e* f** ***g***', '<p>a<em>b</em>c <strong>d <em>e</em> f</strong> <strong><em>g</em></strong></p>'],
    [
      '2 * 3 * 4 and `a*b*` [x_y](http://h/a_b_c)',
      '<p>2 * 3 * 4 and <code>a*b*</code> <a href="http://h/a_b_c">x_y</a></p>',
    ],
    ['- a\n    - b\n        - c\n- d', '<ul>\n<li>a<ul>\n<li>b<ul>\n<li>c</li></ul></li></ul></li>\n<li>d</li>\n</ul>'],
    ['1. a\n\n2. b', '<ol>\n<li><p>a</p></li>\n<li><p>b</p></li>\n</ol>'],
    ['```\n<x>\n```', '<pre><code>&lt;x&gt;\n</code></pre>'],
    ['~~~ts\na\n~~~\nb', '<pre><code class="ts language-ts">a\n</code></pre>\n<p>b</p>'],
    ['    code\n', '<pre><code>code\n</code></pre>'],
    ['> a\n\n> b', '<blockquote>\n  <p>a</p>\n  <p>b</p>\n</blockquote>'],
    ['a  \nb', '<p>a<br />\nb</p>'],
    ['"quotes" & more... &copy;', '<p>"quotes" &amp; more… &copy;</p>'],
    ['<div>*x*</div>\n\ny', '<div>*x*</div>\n<p>y</p>'],
    ['~~a~~ http://x.y | z', '<p>~~a~~ http://x.y | z</p>'],
    ['\\*a\\*', '<p>*a*</p>'],
  ])('%j', async (text, expected) => {
    expect(await html(text)).toBe(expected)
  })

  test.each<[option: JsonObject, text: string, expected: string]>([
    [{ disableForced4SpacesIndentedSublists: true }, '- a\n  - b', '<ul>\n<li>a<ul>\n<li>b</li></ul></li>\n</ul>'],
    [{ literalMidWordUnderscores: true }, 'a_b_c _d_', '<p>a_b_c <em>d</em></p>'],
    [{ literalMidWordAsterisks: true }, 'a*b*c *d*', '<p>a*b*c <em>d</em></p>'],
    [{ strikethrough: true }, '~~a *b*~~', '<p><del>a <em>b</em></del></p>'],
    [{ simpleLineBreaks: true }, 'a\nb', '<p>a<br />\nb</p>'],
    [{ simplifiedAutoLink: true }, 'see www.a.b/c.', '<p>see <a href="http://www.a.b/c.">www.a.b/c.</a></p>'],
    [
      { simplifiedAutoLink: true, excludeTrailingPunctuationFromURLs: true },
      'see http://a.b/c.',
      '<p>see <a href="http://a.b/c">http://a.b/c</a>.</p>',
    ],
    [{ ghMentions: true }, 'hi @ada, a@b', '<p>hi <a href="https://github.com/ada">@ada</a>, a@b</p>'],
    [{ encodeEmails: false }, '<a@b.c>', '<p><a href="mailto:a@b.c">a@b.c</a></p>'],
    [{ headerLevelStart: 3 }, '## T', '<h4 id="t">T</h4>'],
    [{ ghCompatibleHeaderId: true }, '# An *Ä* title!', '<h1 id="an-ä-title">An <em>Ä</em> title!</h1>'],
    [{ prefixHeaderId: 'my-', rawPrefixHeaderId: true }, '# A', '<h1 id="my-a">A</h1>'],
    [{ customizedHeaderId: true }, '# A {own}', '<h1 id="own">A</h1>'],
    [
      { parseImgDimensions: true },
      '![a](i.png =100x*)',
      '<p><img src="i.png" alt="a" width="100" height="auto" /></p>',
    ],
    [{ emoji: true }, ':tada: :nobody:', '<p>🎉 :nobody:</p>'],
    [
      { splitAdjacentBlockquotes: true },
      '> a\n\n> b',
      '<blockquote>\n  <p>a</p>\n</blockquote>\n<blockquote>\n  <p>b</p>\n</blockquote>',
    ],
    [{ backslashEscapesHTMLTags: true }, '\\<b>x', '<p>&lt;b&gt;x</p>'],
    [{ smartIndentationFix: true }, '\n    # A\n    b', '<h1 id="a">A</h1>\n<p>b</p>'],
    [{ ghCodeBlocks: false }, '```\na\n```', '<p><code>a</code></p>'],
  ])('with %j', async (option, text, expected) => {
    expect(await html(text, option)).toBe(expected)
  })

  test('has tables', async () => {
    const table = '| a | b |\n|:--|--:|\n| *1* | 2 \\| 3 |\n\nend'
    expect(await html(table, { tables: true })).toBe(
      '<table>\n<thead>\n<tr>\n<th style="text-align:left;">a</th>\n<th style="text-align:right;">b</th>\n</tr>\n</thead>\n' +
        '<tbody>\n<tr>\n<td style="text-align:left;"><em>1</em></td>\n<td style="text-align:right;">2 | 3</td>\n</tr>\n</tbody>\n' +
        '</table>\n<p>end</p>',
    )
    expect(await html('|A b|\n|-|', { tables: true, tablesHeaderId: true })).toContain('<th id="a_b">A b</th>')
  })

  test('hides mail addresses', async () => {
    expect(await html('<a@b.c>')).toMatch(/^<p><a href="(&#x?[\da-f]+;)+">(&#x?[\da-f]+;)+<\/a><\/p>$/)
  })

  test('gets through a text full of signs', async () => {
    expect(await html('*a '.repeat(20_000))).toHaveLength(60_000 + '<p></p>'.length - 1)
    expect(await html('['.repeat(5_000))).toHaveLength(5_000 + '<p></p>'.length)
  })
})

describe('HTML as Markdown', () => {
  test.each<[options: JsonObject, text: string, expected: string]>([
    [{}, '<ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d<br>e</li></ul>', '* a  \n   * b  \n   * c\n* d  \ne'],
    [
      { bulletMarker: '-', strongDelimiter: '__', emDelimiter: '*' },
      '<ul><li><b>a</b> <i>b</i></li></ul>',
      '- __a__ *b*',
    ],
    [{ codeFence: '~~~' }, '<pre><code>a</code></pre>', '~~~\na\n~~~'],
    [{ codeBlockStyle: 'indented' }, '<pre><code>a</code></pre>', '    a'],
    [{ ignore: 'b, i' }, 'a<b>b</b><i>c</i>d', 'ad'],
    [{ textReplace: { values: [{ pattern: 'a+', replacement: '[$&]' }] } }, '<p>baa a</p>', 'b[aa] [a]'],
    [{ globalEscape: { value: { pattern: '#', replacement: '\\$&' } } }, '<p>a # b</p>', 'a \\# b'],
  ])('with %j', async (options, text, expected) => {
    expect(await md(text, options)).toBe(expected)
  })

  test('says which pattern is none', async () => {
    await expect(md('a', { textReplace: { values: [{ pattern: '(', replacement: '' }] } })).rejects.toThrow(
      '"(" is no regular expression.',
    )
  })
})
