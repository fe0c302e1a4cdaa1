import { describe, expect, it } from 'vitest'
import {
  compileTemplate,
  dataScope,
  emptyNode,
  explain,
  type Scope,
  type ScopeItem,
  type ScopeNode,
  type Source,
} from '../index.ts'

/** A straight chain Start → A → B → here, with the items of each. */
function chain(nodes: Readonly<Record<string, readonly ScopeItem[]>>): Scope {
  const names = Object.keys(nodes)
  const known = new Map<string, ScopeNode>(
    names.map((name, i) => {
      const before = names[i - 1]
      const source: readonly Source[] = before === undefined ? [] : [{ previousNode: before }]
      const run = { source, output: (index: number) => (index === 0 ? nodes[name] : undefined), outputCount: 1 }
      return [name, { ...emptyNode(name), runCount: 1, run: (index) => (index === 0 ? run : undefined) }]
    }),
  )
  const last = names.at(-1) ?? ''
  return dataScope({
    input: nodes[last] ?? [],
    sources: () => [{ previousNode: last }],
    node: (name) => known.get(name),
    outputTowards: (name) => (known.has(name) ? 0 : undefined),
    executing: true,
  })
}

const row = (json: Record<string, unknown>, pairedItem?: ScopeItem['pairedItem']): ScopeItem => ({
  json,
  ...(pairedItem === undefined ? {} : { pairedItem }),
})

function ask(scope: Scope, code: string, itemIndex: number): unknown {
  const { value, error } = explain(compileTemplate(`={{ ${code} }}`), { ...scope, itemIndex })
  return error?.kind ?? value
}

const scope = chain({
  Start: [row({ s: 1 })],
  A: [row({ a: 1 }, { item: 0 }), row({ a: 2 }, 0)],
  B: [row({ b: 1 }, { item: 1 }), row({ b: 2 }), row({ b: 3 }, [{ item: 0 }, { item: 1 }]), row({ b: 4 }, { item: 9 })],
})

describe('the item of another node', () => {
  it('is found by following links back', () => {
    expect(ask(scope, "$('A').item.json.a", 0)).toBe(2)
    expect(ask(scope, "$('Start').item.json.s", 0)).toBe(1)
    expect(ask(scope, "$('B').item.json.b", 1)).toBe(2)
  })

  it('is asked for by the index of an input item', () => {
    expect(ask(scope, "$('A').itemMatching(0).json.a", 3)).toBe(2)
    expect(ask(scope, "$('A').itemMatching()", 0)).toBe('missing_item_index')
  })

  it('fails where a link is missing or leads nowhere', () => {
    expect(ask(scope, "$('A').item", 1)).toBe('paired_item_no_info')
    expect(ask(scope, "$('A').item", 3)).toBe('paired_item_no_info')
    expect(ask(scope, "$('A').item", 9)).toBe('paired_item_intermediate_nodes')
  })

  it('must be one item', () => {
    expect(ask(scope, "$('A').item", 2)).toBe('paired_item_multiple_matches')
    expect(ask(scope, "$('Start').item.json.s", 2)).toBe(1)
  })

  it('can be caught by the expression', () => {
    expect(ask(scope, "(() => { try { return $('A').item } catch (e) { return 'caught' } })()", 1)).toBe('caught')
  })
})
