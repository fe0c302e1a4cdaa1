import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import {
  check,
  compileTemplate,
  complete,
  dataScope,
  evaluate,
  hover,
  renameNode,
  shapeOf,
  signatureHelp,
  type AssistContext,
} from '../index.ts'
import { nativeMembers } from './infer.ts'
import { GLOBAL_FUNCTIONS, NATIVE_METHODS } from './natives.ts'
import type { Shape } from './shape.ts'

const SAMPLES: Readonly<Record<string, unknown>> = { string: 'a', number: 1, date: DateTime.now() }

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
    const names = labels('={{ ')
    expect(names).toContain('$json')
    expect(names).toContain('$json.customer')
    expect(names).toContain('$("Get orders")')
    expect(names).toContain('$json.customer.name')
    expect(names).toContain('$json.lines[0].sku')
    expect(names.length).toBeGreaterThanOrEqual(150)
    expect(new Set(names).size).toBe(names.length)
    expect(labels('={{ fromI')).toEqual(expect.arrayContaining(['DateTime.fromISO']))
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

describe('functions of JavaScript and Luxon', () => {
  it('that are described exist', () => {
    for (const [kind, table] of Object.entries(NATIVE_METHODS)) {
      const shape: Shape = kind === 'array' ? { type: 'array', element: { type: 'unknown' } } : shapeOf(SAMPLES[kind])
      for (const [name, one] of table) {
        expect(nativeMembers(shape).methods, kind).toContain(name)
        expect(one.doc, name).toMatch(/\.$/)
      }
    }
    for (const name of GLOBAL_FUNCTIONS.keys()) {
      expect(evaluate(compileTemplate(`={{ typeof ${name} }}`), dataScope({ input: [] })), name).toBe(
        // Written plainly it is a part of the language rather than a value.
        name === '$if' ? 'undefined' : 'function',
      )
    }
  })

  it('have signature help, and hover says what they do', () => {
    const help = (text: string) => signatureHelp(text, text.length, context)
    expect(help('={{ Math.max(1, ')).toMatchObject({ label: 'max(...numbers: number): number', argument: 1 })
    expect(help('={{ $if($json.total > 1, ')).toMatchObject({ argument: 1 })
    expect(help('={{ DateTime.fromFormat($json.created, ')?.label).toContain('format: string')
    expect(help('={{ $json.customer.name.slice(')?.label).toBe('slice(start?: number, end?: number): string')
    expect(help('={{ $now.startOf(')?.label).toBe('startOf(unit: string): DateTime')
    expect(hover('={{ $json.customer.name.slice(1) }}', 26, context)?.doc).toContain('between two places')
  })
})

describe('diagnostics of names and functions', () => {
  const codes = (code: string) => check(`={{ ${code} }}`, context).map((one) => one.code)

  it('tell of names that mean nothing', () => {
    expect(check('={{ $jsn.total }}', context)[0]).toMatchObject({ code: 'unknown-name', suggestion: '$json' })
    expect(codes('moment().format()')).toEqual(['unknown-name'])
    expect(codes('[total, $json.total]')).toEqual(['unknown-name'])
  })

  it('and of none that mean something', () => {
    for (const code of [
      '((a, { b, c: [d] }, ...e) => [a, b, d, e])(1, {}, 2)',
      '(() => { let a = 1; function f() { return a } class B {} try { f() } catch (g) { return [g, B] } })()',
      '(() => { l: for (const k of [1]) { if (k) break l } return f; function f() { return 1 } })()',
      '(x = 1, x)',
      '({ total: 1, [$json.total]: 2 }).total',
      'new Date() > new Map() || undefined || NaN',
      '$response.body ?? $pageCount',
    ]) {
      expect(codes(code), code).toEqual([])
    }
    expect(check('={{ $response.body }}', { ...context, extra: { $mine: { type: 'string' } } })).toEqual([])
  })

  it('tell of functions that a value does not have, and of arguments of another type', () => {
    expect(check('={{ $json.customer.name.toUpper() }}', context)[0]).toMatchObject({
      code: 'unknown-function',
      severity: 'warning',
      suggestion: 'toUpperCase',
    })
    expect(codes('$json.total.trim()')).toEqual(['unknown-function'])
    expect(codes('$json.customer.name.padStart("x")')).toEqual(['argument-type'])
    expect(codes('Math.round("1")')).toEqual(['argument-type'])
    expect(codes('DateTime.fromISO()')).toEqual(['argument-count'])
    expect(codes('Math.max(...$json.lines)')).toEqual([])
    expect(codes('$json.lines.hasOwnProperty("a")')).toEqual([])
    expect(codes('new Date().toISOString() + $now.hour()')).toEqual(['unknown-function'])
  })
})
