import { createHash } from 'node:crypto'
import type { EndPage, FormField, FormPage } from '@millrace/sdk'
import { describe, expect, test } from 'vitest'
import { drawPage } from './draw-page.ts'

const shown = { test: false, inPlace: true, query: '' }
const form: FormPage = {
  kind: 'form',
  title: 'Tab',
  heading: 'A <b>form</b>',
  markup: 'One\n<i>two</i>',
  fields: [],
  button: 'Send "it"',
  attribution: true,
}
const end: EndPage = { kind: 'end', title: 'Tab', heading: 'Done', markup: '', attribution: false }
const line: FormField = { kind: 'line', type: 'text', label: 'Name', required: true, value: '', placeholder: '' }

async function drawn(fields: readonly FormField[], more: Partial<FormPage> = {}): Promise<string> {
  return (await drawPage({ ...form, fields, ...more }, shown)).text
}

/** The hashes of all elements of a name that stand in a page. */
function hashes(text: string, name: string): readonly string[] {
  return [...text.matchAll(new RegExp(`<${name}>([^]*?)</${name}>`, 'g'))].map(
    ([, inside = '']) => `'sha256-${createHash('sha256').update(inside).digest('base64')}'`,
  )
}

describe('a form', () => {
  test('says what it was given, as text or as clean markup', async () => {
    const text = await drawn([])
    expect(text).toContain('<title>Tab</title>')
    expect(text).toContain('<h1>A &lt;b&gt;form&lt;/b&gt;</h1><div class="words plain">One\n<i>two</i></div>')
    expect(text).toContain('>Send &quot;it&quot;</button>')
  })

  test('names fields by their place, and labels them with nothing but their words', async () => {
    const text = await drawn([{ kind: 'hidden', value: 'v' }, line])
    expect(text).toContain('<input type="hidden" name="field-0" value="v">')
    expect(text).toContain('<label for="field-1">Name</label>')
    expect(text).toMatch(/<input type="text" id="field-1" name="field-1"[^>]* required>/)
  })

  test('keeps the first line of a long text empty where it is', async () => {
    const lines: FormField = { kind: 'lines', label: 'L', required: false, value: '\nb', placeholder: '' }
    expect(await drawn([lines])).toMatch(/<textarea [^>]*>\n\nb<\/textarea>/)
  })

  test('chooses what is preset', async () => {
    const options = ['a', 'b & c']
    const dropdown: FormField = { kind: 'dropdown', label: 'D', required: false, options, value: 'b & c' }
    expect(await drawn([dropdown])).toContain('<option value="b &amp; c" selected>b &amp; c</option>')
    expect(await drawn([{ ...dropdown, value: 'x' }])).toContain('<option value="" selected>')
    const choices: FormField = {
      kind: 'choices',
      label: 'C',
      required: false,
      several: true,
      atLeast: 1,
      atMost: 2,
      options,
      values: ['a'],
    }
    const text = await drawn([choices])
    expect(text).toContain('value="a" checked>')
    expect(text).toContain('>Choose 1 to 2.</p>')
  })

  test('says what is wrong beside the field', async () => {
    const text = await drawn([line], { problems: [{ field: 0, message: 'Fill <this> in.' }] })
    expect(text).toContain('<p class="problem" id="field-0-problem" role="alert">Fill &lt;this&gt; in.</p>')
    expect(text).toMatch(/<input [^>]*aria-invalid="true"/)
  })

  test('marks the few that differ', async () => {
    const optional = { ...line, required: false }
    expect(await drawn([line, line])).toContain('<form id="form" method')
    expect(await drawn([line, line, optional])).toContain('class="few-optional"')
    expect(await drawn([line, optional, optional])).toContain('class="few-required"')
  })

  test('carries its ending where our script may send it', async () => {
    const ending = { ...end, markup: 'Thank you' }
    expect(await drawn([], { ending })).toMatch(
      /data-in-place>[^]*<section class="end" data-ending hidden>[^]*Thank you/,
    )
    const { text } = await drawPage({ ...form, ending }, { ...shown, inPlace: false })
    expect(text).not.toContain('Thank you')
  })

  test('says that it is a test', async () => {
    expect((await drawPage(form, { ...shown, test: true })).text).toContain('A test of this form.')
    expect(await drawn([])).not.toContain('A test of this form.')
  })
})

describe('the policy of a page', () => {
  test('allows what stands in the page, and nothing else', async () => {
    const { text, policy } = await drawPage({ ...form, css: '.card { color: red }' }, shown)
    expect(policy).toMatch(/^sandbox (?!.*allow-same-origin)/)
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain(`style-src-elem ${hashes(text, 'style').join(' ')}`)
    expect(policy).toContain(`script-src ${hashes(text, 'script').join(' ')}`)
    expect(hashes(text, 'style')).toHaveLength(2)
    expect(hashes(text, 'script')).toHaveLength(1)
  })

  test('allows no script where there is none', async () => {
    const { text, policy } = await drawPage(end, shown)
    expect(text).not.toContain('<script')
    expect(policy).not.toContain('script-src')
    expect(policy).not.toContain('connect-src')
  })
})

describe('an ending', () => {
  test('offers its files at its own address', async () => {
    const page = { ...end, files: [{ mimeType: 'text/plain', fileName: 'a"b.txt' }] }
    const { text } = await drawPage(page, { ...shown, query: '?signature=s' })
    expect(text).toContain('download href="?signature=s&amp;file=0">a&quot;b.txt</a>')
  })
})

describe('the way to another address', () => {
  const leave = async (url: string) => (await drawPage({ kind: 'leave', title: 'T', url }, shown)).text

  test.each([
    ['https://example.com/a?b=1&c=2', 'https://example.com/a?b=1&amp;c=2'],
    ['example.com/thanks', 'https://example.com/thanks'],
    ['//example.com/a', 'https://example.com/a'],
    ['/form/next', '/form/next'],
  ])('goes to %s', async (url, href) => {
    expect(await leave(url)).toContain(`<meta http-equiv="refresh" content="0; url=${href}">`)
  })

  test.each(['javascript:alert(1)', 'data:text/html,x', 'ftp://example.com', ''])(
    'does not go to “%s”',
    async (url) => {
      expect(await leave(url)).not.toContain('http-equiv')
    },
  )
})
