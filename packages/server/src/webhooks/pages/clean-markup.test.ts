import { expect, test } from 'vitest'
import { cleanMarkup } from './clean-markup.ts'

const cleaned = async (markup: string) => (await cleanMarkup(markup)).html.text

test('text is text, with its signs and line breaks', async () => {
  expect(await cleanMarkup('5 > 3\n"x"')).toMatchObject({ html: { text: '5 &gt; 3\n&quot;x&quot;' }, hasBlocks: false })
  expect(await cleaned('a < b & c')).toBe('a &lt; b &amp; c')
})

test('what structures and stresses text stays', async () => {
  const markup = '<h2 class="x">A</h2><p>B <b>c</b><br><em title="t">d</em></p><ul><li>e</li></ul><hr>'
  expect(await cleanMarkup(markup)).toMatchObject({ html: { text: markup }, hasBlocks: true })
  expect(await cleanMarkup('a <b>c</b>')).toMatchObject({ hasBlocks: false })
})

test.each([
  ['<script>alert(1)</script>a', 'a'],
  ['<img src=x onerror=alert(1)>', ''],
  ['<b onclick="alert(1)">a</b>', '<b>a</b>'],
  ['<a href="javascript:alert(1)">a</a>', '<a>a</a>'],
  ['<a href=" jAvAsCrIpT:alert(1)">a</a>', '<a>a</a>'],
  ['<a href="java\tscript:alert(1)">a</a>', '<a>a</a>'],
  ['<svg><script>alert(1)</script></svg>', ''],
  ['<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>', ''],
  ['<form action="//evil.test"><input name=x><button>go</button>a</form>', 'a'],
  ['<noscript><p title="</noscript><img src=x onerror=alert(1)>">', ''],
  ['<xmp><b>a</b></xmp>', ''],
  ['<textarea><img src=x onerror=alert(1)></textarea>', ''],
  ['<object data="//evil.test"></object><embed src="//evil.test">a', 'a'],
  ['<base href="//evil.test"><meta http-equiv=refresh content="0;url=//evil.test">a', 'a'],
  ['<my-element>a</my-element>', 'a'],
  ["<b title='\"><script>alert(1)</script>'>a</b>", '<b title="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">a</b>'],
  [
    '<div style="background:url(//evil.test);color:red" id="form">a</div>',
    '<div style="background:none;color:red">a</div>',
  ],
  ['a<!-- b -->c', 'ac'],
])('%s is harmless', async (markup, clean) => {
  expect(await cleaned(markup)).toBe(clean)
})

test('a link opens beside the page', async () => {
  expect(await cleaned('<a href="https://example.com/?a=1&b=2">x</a>')).toBe(
    '<a href="https://example.com/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">x</a>',
  )
})

test('what would be loaded becomes a link to it', async () => {
  const link = 'target="_blank" rel="noopener noreferrer"'
  expect(await cleaned('<img src="https://example.com/a.png" alt="Our mill">')).toBe(
    `<a href="https://example.com/a.png" ${link}>Our mill</a>`,
  )
  expect(await cleaned('<iframe src="https://video.test/v"></iframe>')).toBe(
    `<a href="https://video.test/v" ${link}>video.test</a>`,
  )
  expect(await cleaned('<video><source src="https://video.test/v.mp4"></video>')).toContain('https://video.test/v.mp4')
  expect(await cleaned('<img src="data:image/png;base64,AA==" alt="a">')).toBe(
    '<img src="data:image/png;base64,AA==" alt="a">',
  )
})

test('rules that stand in it are taken out, cleaned', async () => {
  expect(await cleanMarkup('<style>h1{color:red}@import "//evil.test";</style><h1>a</h1>')).toMatchObject({
    css: 'h1{color:red}',
    html: { text: '<h1>a</h1>' },
  })
})

test.each(['<div>', '<b>', '</b>', '<a><p>', '<svg><div></svg>', '<script>', '<!--', '&', '<'])(
  'a great many %s take no longer than their length',
  async (piece) => {
    const began = performance.now()
    await cleaned(piece.repeat(1_000_000 / piece.length))
    expect(performance.now() - began).toBeLessThan(5000)
  },
)

test('what nobody would nest so deep is text', async () => {
  expect(await cleaned(`${'<i>'.repeat(201)}a`)).toMatch(/^&lt;i&gt;/)
  expect(await cleaned(`${'<i>'.repeat(200)}a`)).toMatch(/^<i>/)
})
