import { describe, expect, test } from 'vitest'
import type { NodeDescription } from '../node-type.ts'
import type { Property } from '../property.ts'
import { conditionHolds } from './condition-holds.ts'
import { portsOf } from './ports-of.ts'
import { visibleProperties } from './properties-of.ts'
import { withDefaults } from './with-defaults.ts'

function described(properties: readonly Property[], more: Partial<NodeDescription> = {}): NodeDescription {
  return {
    type: 'x',
    name: 'X',
    defaultName: 'X',
    about: '',
    icon: '',
    category: 'data',
    versions: [1, 2],
    defaultVersion: 2,
    inputs: [{ kind: 'main' }],
    outputs: [{ kind: 'main' }],
    credentials: [],
    properties,
    ...more,
  }
}

const text = (name: string, more: Partial<Property> = {}): Property => ({
  name,
  label: name,
  type: 'string',
  default: '',
  ...more,
})

test('what waits for a locator is not shown while nothing is located', () => {
  const table: Property = {
    name: 'table',
    label: 'Table',
    type: 'resourceLocator',
    default: { mode: 'list', value: '' },
    modes: [{ name: 'list', label: 'From list', type: 'list' }],
  }
  const description = described([table, text('column', { when: { hide: { table: [''] } } })])
  const shown = (parameters: Parameters<typeof visibleProperties>[1]) =>
    visibleProperties(description, parameters, 2).map((one) => one.name)
  expect(shown({})).toEqual(['table'])
  expect(shown({ table: { __rl: true, mode: 'list', value: 't1' } })).toEqual(['table', 'column'])
})

describe('conditions', () => {
  const holds = (show: Record<string, readonly (string | number | { _cnd: { gte: number } })[]>, values: object) =>
    conditionHolds({ show }, { ...values }, { top: 'a' }, 2.1)

  test('every key of show must match, any match of hide hides', () => {
    expect(holds({ a: [1], b: ['x', 'y'] }, { a: 1, b: 'y' })).toBe(true)
    expect(holds({ a: [1], b: ['x'] }, { a: 1, b: 'y' })).toBe(false)
    expect(conditionHolds({ hide: { a: [1], b: [2] } }, { a: 0, b: 2 }, {}, 1)).toBe(false)
  })

  test('look at the top and at the version', () => {
    expect(holds({ '/top': ['a'] }, {})).toBe(true)
    expect(holds({ '@version': [{ _cnd: { gte: 2.1 } }] }, {})).toBe(true)
    expect(holds({ '@version': [{ _cnd: { gte: 3 } }] }, {})).toBe(false)
  })

  test('an expression may become anything, so what it controls is shown, and not hidden', () => {
    expect(holds({ a: ['x'] }, { a: '={{ $json.a }}' })).toBe(true)
    expect(conditionHolds({ hide: { a: ['x'] } }, { a: '={{ $json.a }}' }, {}, 1)).toBe(true)
  })

  test('a multiple choice controls with each of its entries', () => {
    expect(holds({ a: ['x'] }, { a: ['w', 'x'] })).toBe(true)
  })

  test('never see what an object inherits', () => {
    expect(conditionHolds({ show: { constructor: [{ _cnd: { exists: true } }] } }, {}, {}, 1)).toBe(false)
  })
})

describe('defaults', () => {
  const output = [
    text('mode', { default: 'a' }),
    text('output', { default: 'one', when: { show: { mode: ['a'] } } }),
    text('output', { default: 'two', when: { show: { mode: ['b'] } } }),
    text('late', { default: 'L', when: { show: { output: ['two'] } } }),
  ]

  test('come from the one of several parameters that is shown', () => {
    expect(withDefaults(described(output), {}, 2)).toEqual({ mode: 'a', output: 'one' })
    expect(withDefaults(described(output), { mode: 'b' }, 2)).toEqual({ mode: 'b', output: 'two', late: 'L' })
  })

  test('do not depend on the order in which parameters are written', () => {
    expect(withDefaults(described(output.toReversed()), { mode: 'b' }, 2)).toEqual({
      mode: 'b',
      output: 'two',
      late: 'L',
    })
  })

  test('depend on the version, by list or by condition', () => {
    const versioned = described([
      text('a', { default: 'old', versions: [1] }),
      text('a', { default: 'new', versions: [2] }),
      text('b', { when: { show: { '@version': [1] } } }),
    ])
    expect(withDefaults(versioned, {}, 1)).toEqual({ a: 'old', b: '' })
    expect(withDefaults(versioned, {}, 2)).toEqual({ a: 'new' })
  })

  test('a hidden parameter is not read, even if stored; one that nobody knows is kept', () => {
    expect(withDefaults(described(output), { late: 'stored', foreign: 1 }, 2)).toEqual({
      mode: 'a',
      output: 'one',
      foreign: 1,
    })
  })

  test('fill in the values of groups that are there, and no member of a collection', () => {
    const nested = described([
      text('options', { type: 'collection', default: {}, members: [text('x', { default: 'X' }), text('y')] }),
      text('rows', {
        type: 'fixedCollection',
        default: {},
        multiple: true,
        groups: [
          {
            name: 'row',
            label: 'Row',
            values: [
              text('kind', { default: 'k' }),
              text('value', { default: 'v', when: { show: { kind: ['k'] } } }),
              text('deep', { default: 'd', when: { show: { '/top': ['on'] } } }),
            ],
          },
        ],
      }),
      text('top', { default: 'off' }),
    ])
    expect(withDefaults(nested, { options: { y: 'set' }, rows: { row: [{}, { kind: 'other' }] } }, 2)).toEqual({
      options: { y: 'set' },
      rows: { row: [{ kind: 'k', value: 'v' }, { kind: 'other' }] },
      top: 'off',
    })
  })

  test('keep a chosen member that is not shown only where several collections share the name', () => {
    const member = text('x', { when: { show: { '/top': ['on'] } } })
    const one = text('options', { type: 'collection', default: {}, members: [member] })
    const other = text('options', { type: 'collection', default: {}, when: { show: { top: ['on'] } } })
    const top = text('top', { default: 'off' })
    const given = { options: { x: 'chosen' } }
    expect(withDefaults(described([one, top]), given, 2)).toEqual({ options: {}, top: 'off' })
    expect(withDefaults(described([one, other, top]), given, 2)).toEqual({ ...given, top: 'off' })
  })
})

test('the visible properties are those a form shows, in its order', () => {
  const shown = visibleProperties(
    described([text('b', { when: { show: { a: ['x'] } } }), text('a', { default: 'x' }), text('c', { versions: [1] })]),
    {},
    2,
  )
  expect(shown.map((one) => one.name)).toEqual(['b', 'a'])
})

describe('ports', () => {
  const rules = described(
    [
      text('mode', { default: 'rules' }),
      text('count', { type: 'number', default: 4 }),
      text('rules', { type: 'fixedCollection', default: {} }),
      text('fallback', { default: 'none' }),
    ],
    {
      outputs: [
        { kind: 'main', each: { path: 'rules.values', label: 'outputKey' }, when: { show: { mode: ['rules'] } } },
        { kind: 'main', label: 'Fallback', when: { show: { mode: ['rules'], fallback: ['extra'] } } },
        { kind: 'main', count: { path: 'count', default: 4, max: 10 }, when: { show: { mode: ['number'] } } },
        { kind: 'main', count: { path: 'count', default: 4 }, when: { show: { mode: ['unbounded'] } } },
        { kind: 'ai_tool' },
      ],
    },
  )
  const labels = (parameters: Record<string, unknown>) =>
    portsOf(rules, parameters, 2).outputs.map((port) => port.label)

  test('one per entry of a list, and one more under a condition', () => {
    expect(labels({ rules: { values: [{ outputKey: 'big' }, {}] }, fallback: 'extra' })).toEqual([
      'big',
      '1',
      'Fallback',
      '',
    ])
  })

  test('as many as a number says, with its default and within its bounds', () => {
    expect(labels({ mode: 'number', count: 2 })).toEqual(['0', '1', ''])
    expect(labels({ mode: 'number', count: '={{ 3 }}' })).toHaveLength(5)
    expect(labels({ mode: 'number', count: 1000 })).toHaveLength(11)
    expect(labels({ mode: 'unbounded', count: 1_000_000_000 })).toHaveLength(1001)
  })

  test('are counted per kind', () => {
    expect(portsOf(rules, { mode: 'number', count: 1 }, 2).outputs.map((port) => [port.kind, port.index])).toEqual([
      ['main', 0],
      ['ai_tool', 0],
    ])
  })
})
