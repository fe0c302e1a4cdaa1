import { expect, test } from 'vitest'
import { cleanCss } from './clean-css.ts'

test('rules that only style stay as they are', () => {
  const css = ':root { --a: #fff } @media (width < 600px) { .card > p::after { content: \'<b>("x")\'; color: red } }'
  expect(cleanCss(css)).toBe(css)
})

test.each([
  ['.a { background: url(https://evil.test/x.png) no-repeat }', '.a { background: none no-repeat }'],
  ['.a { background: url("https://evil.test/x.png") }', '.a { background: none }'],
  ['.a { background: URL( //evil.test/x ) }', '.a { background: none }'],
  [String.raw`.a { background: u\72 l(//evil.test) }`, '.a { background: none }'],
  [String.raw`.a { background: \000075rl(//evil.test) }`, '.a { background: none }'],
  ['.a { background: image-set("//evil.test/x" 1x, url(//evil.test) 2x) }', '.a { background: none }'],
  ['.a { background: -webkit-image-set(url(//evil.test) 1x) }', '.a { background: none }'],
  ['@font-face { src: url(//evil.test/f.woff2) }', '@font-face { src: none }'],
  ['.a { background: url(data:text/html,<b>) }', '.a { background: none }'],
  ['.a { background: url(//evil.test/unclosed', '.a { background: none'],
])('%s loads nothing', (css, clean) => {
  expect(cleanCss(css)).toBe(clean)
})

test.each([
  '@import "//evil.test/a.css";',
  '@IMPORT url(//evil.test/a.css) screen;',
  String.raw`@\69mport '//evil.test';`,
])('the rule %s goes', (css) => {
  expect(cleanCss(`${css}b{}`)).toBe('b{}')
})

test('what a comment keeps apart does not come together', () => {
  expect(cleanCss('a { background: u/**/rl(//evil.test) }')).toBe('a { background: u rl(//evil.test) }')
  expect(cleanCss('@im/* */port "//evil.test";')).not.toContain('@import')
})

test('pictures that come along stay', () => {
  const css = '.a { background: url("data:image/png;base64,iVBORw0KGgo=") } .b { mask: url(#clip) }'
  expect(cleanCss(css)).toBe(css)
})

test('no text ends the element around it', () => {
  expect(cleanCss('a::after { content: "</style><script>" }')).not.toContain('</')
  expect(cleanCss('</style><!-- x')).not.toMatch(/<[/!]/)
})
