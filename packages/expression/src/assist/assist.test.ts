import { describe, expect, it } from 'vitest'
import { check, complete, hover, renameNode, shapeOf, signatureHelp, type AssistContext } from '../index.ts'

const context: AssistContext = {
  json: shapeOf({
    customer: { name: 'Ada', 'e mail': 'a@b.co' },
    total: 12.5,
    lines: [{ sku: 'x', qty: 2 }],
    created: '2024',
  }),
  nodes: [
    { name: 'Get orders', json: shapeOf({ id: 1 }) },
    { name: 'Aside', leadsHere: false },
  ],
  vars: { region: shapeOf('eu') },
}

const labels = (text: string): string[] => complete(text, text.length, context).entries.map(({ label }) => label)

describe('completion', () => {
  it('offers names, with at least 150 entries in a typical place', () => {
    const { entries } = complete('={{ $json.customer.name.', 24, context)
    const names = labels('={{ ')
    expect(names).toContain('$json')
    expect(names).toContain('$json.customer')
    expect(names).toContain('$("Get orders")')
    expect(entries.length + names.length).toBeGreaterThan(150)
  })

  it('offers fields with their type and a sample', () => {
    const { entries, range } = complete('={{ $json.cust', 14, context)
    expect(entries[0]).toMatchObject({ label: 'customer', kind: 'field', type: 'object' })
    expect(range).toEqual({ start: 10, end: 14 })
    expect(complete('={{ $json.customer.', 19, context).entries[0]).toMatchObject({
      label: 'name',
      type: 'string',
      sample: 'Ada',
    })
    expect(labels('={{ $json.customer["')).toEqual(['name', 'e mail'])
  })

  it('offers what a value of that type can do', () => {
    expect(labels('={{ $json.customer.name.toTitle')).toEqual(['toTitleCase'])
    expect(labels('={{ $json.lines.sumB')).toEqual(['sumBy'])
    expect(labels('={{ $now.plus(1).toF')[0]).toBe('toFloat')
  })

  it('knows the parameter of a callback', () => {
    expect(labels('={{ $json.lines.filter(line => line.qty > 1).map(x => x.')).toEqual(
      expect.arrayContaining(['sku', 'qty']),
    )
  })

  it('knows what is declared around the cursor', () => {
    expect(labels('={{ $json.lines.reduce((sum, line) => sum + line.')).toEqual(expect.arrayContaining(['sku', 'qty']))
    expect(labels('={{ $json.lines.map(({ qty }) => qty.toFi')[0]).toBe('toFixed')
    expect(labels('={{ (() => { const first = $json.lines[0]; if (first.')).toEqual(expect.arrayContaining(['sku']))
    expect(labels('={{ (() => { for (const { sku } of $json.lines) sku.toTitle')).toEqual(['toTitleCase'])
    expect(labels('={{ $json.lines.map(l => l.qty).first().toFi')[0]).toBe('toFixed')
  })

  it('offers what stands behind global names', () => {
    expect(labels('={{ Math.')).toEqual(expect.arrayContaining(['round', 'PI']))
    expect(labels('={{ DateTime.fromI')[0]).toBe('fromISO')
  })

  it('reads half-written code by its tokens', () => {
    for (const before of [
      '={{ "a } ) ${" + $json.customer.',
      '={{ $json.total > 1 ? [$json.customer.',
      '={{ `${$json.total} of ${$json.customer.',
      '={{ /[/"]/.test($json.total) && { a: $json.customer?.',
      '={{ { name: $json.customer.',
      '=x {{ 1 }} y {{ $json.total /* ( */ + $json.customer.',
    ])
      expect(labels(before), before).toContain('name')
    for (const silent of ['={{ "$json.', '={{ 1.', '={{ /* $json.', '={{ `$json.', '={{ /$json.', '=$json.'])
      expect(labels(silent), silent).toEqual([])
  })

  it('offers the names of nodes inside $(', () => {
    expect(labels('={{ $("Get')).toEqual(['Get orders'])
    expect(labels('={{ $("Get orders").item.json.')).toContain('id')
  })

  it('answers quickly over 500 fields', () => {
    const wide = { json: shapeOf(Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`field${i}`, i]))) }
    const text = `={{ ${'$json.field1 + '.repeat(13)}$json.field`
    complete(text, text.length, wide)
    const start = performance.now()
    for (let i = 0; i < 10; i++) complete(text, text.length, wide)
    expect((performance.now() - start) / 10).toBeLessThan(250)
  })
})

describe('hover and signature help', () => {
  it('says what a word is', () => {
    expect(hover('={{ $json.total }}', 12, context)).toMatchObject({ title: 'total: number', sample: '12.5' })
    expect(hover('={{ $json.customer.name.toTitleCase() }}', 27, context)?.title).toBe('toTitleCase(): string')
  })

  it('names the argument under the cursor', () => {
    expect(signatureHelp('={{ $json.lines.chunk([1, (2)', 29, context)).toMatchObject({ argument: 0 })
    expect(signatureHelp('={{ $json.total.format("de", ', 29, context)).toMatchObject({ argument: 1 })
  })
})

describe('the checker', () => {
  const codes = (text: string): string[] => check(text, context).map(({ code }) => code)

  it('has nothing to say about what is right', () => {
    expect(
      check(
        "=Dear {{ $json.customer.name.toTitleCase() }}, {{ $('Get orders').item.json.id }} {{ $json.lines.map(l => l.qty) }}",
        context,
      ),
    ).toEqual([])
  })

  it('reports syntax errors where they are', () => {
    const [first] = check('=a {{ 1 + }}', context)
    expect(first).toMatchObject({ code: 'syntax', severity: 'error' })
    expect(first?.range.start).toBeGreaterThan(5)
  })

  it('reports unknown nodes and fields with what was probably meant', () => {
    expect(check("={{ $('Get order').first() }}", context)[0]).toMatchObject({
      code: 'unknown-node',
      suggestion: 'Get orders',
    })
    expect(check('={{ $json.custmer }}', context)[0]).toMatchObject({
      code: 'unknown-field',
      suggestion: 'customer',
      range: { start: 10, end: 17 },
    })
    expect(codes('={{ $json.lines.map(l => l.quantity) }}')).toEqual(['unknown-field'])
  })

  it('reports functions that the value does not have, and arguments that do not fit', () => {
    expect(codes('={{ $json.total.toTitleCase() }}')).toEqual(['unknown-function'])
    expect(codes('={{ $json.lines.chunk() }}')).toEqual(['argument-count'])
    expect(codes('={{ $json.total.round("x") }}')).toEqual(['argument-type'])
  })

  it('says nothing about parts of dates and of what is declared', () => {
    for (const text of [
      '={{ $now.zoneName.toTitleCase() }}',
      '={{ $now.diff($today).days.round() }}',
      '={{ $json.lines.map(({ sku, ...rest }) => sku.toTitleCase()) }}',
      '={{ (() => { const total = "5"; return total.toNumber() })() }}',
    ])
      expect(codes(text), text).toEqual([])
  })

  it('reports links that lead nowhere', () => {
    expect(codes("={{ $('Aside').item.json.x }}")).toEqual(['unreachable-item'])
    expect(codes("={{ $('Aside').first().json.x }}")).toEqual([])
  })
})

describe('renaming a node', () => {
  it('follows every fixed mention and keeps the quotes', () => {
    expect(renameNode("=a {{ $('A').item.json.A }} {{ $node[\"A\"].json }} {{ $items('B') }}", 'A', "C'd")).toBe(
      "=a {{ $('C\\'d').item.json.A }} {{ $node[\"C'd\"].json }} {{ $items('B') }}",
    )
    expect(renameNode('={{ $node.A.json.x }}', 'A', 'New name')).toBe('={{ $node["New name"].json.x }}')
  })

  it('leaves text that cannot be parsed', () => {
    expect(renameNode("={{ $('A' }}", 'A', 'B')).toBe("={{ $('A' }}")
  })
})
