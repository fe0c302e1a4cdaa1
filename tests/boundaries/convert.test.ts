/**
 * The converter writes definitions that agree with the facts they come from, and in the form a person would
 * choose: operations own their inputs, what depends on a choice is a variant of it, the irregular stays data.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Json, JsonObject } from '@millrace/sdk'
import { describe, expect, test } from 'vitest'
import { definitionSource } from '../../tools/convert/definition-source.ts'
import { evaluate } from '../../tools/convert/evaluate.ts'
import { readFacts } from '../../tools/convert/read-facts.ts'
import { shareParts, withParts } from '../../tools/convert/shared-parts.ts'
import { compareNode } from './facts/compare-node.ts'

function snapshot(type: string): unknown {
  const file = fileURLToPath(new URL(`../../packages/nodes/facts/${type}.json`, import.meta.url))
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
  return value
}

test.each(['if', 'limit', 'sort', 'httpRequest', 'googleSheets'])(
  'what is written for %s agrees with its facts',
  (type) => {
    const facts = readFacts(snapshot(type))
    expect(compareNode(facts, evaluate(definitionSource(facts).text).description)).toEqual([])
  },
)

/** Facts of a node made up for a test. */
function facts(about: {
  readonly versions?: readonly number[]
  readonly properties: readonly JsonObject[]
}): JsonObject {
  const versions = about.versions ?? [1]
  return {
    type: 'n8n-nodes-base.shop',
    defaultName: 'Shop',
    versions,
    defaultVersion: versions.at(-1) ?? 1,
    inputs: ['main'],
    outputs: ['main'],
    properties: about.properties,
  }
}

function choice(name: string, ...values: readonly string[]): JsonObject {
  const options = values.map((value) => ({ value }))
  return { name, type: 'options', default: values[0] ?? '', noDataExpression: true, options }
}

function text(name: string, show?: JsonObject): JsonObject {
  return { name, type: 'string', default: '', ...(show && { displayOptions: { show } }) }
}

/** The written text on one line, its quotes and spaces as the formatter would not care about them. */
function written(file: JsonObject): string {
  const read = readFacts(file)
  const { text: found } = definitionSource(read)
  expect(compareNode(read, evaluate(found).description)).toEqual([])
  return found
}

describe('the form', () => {
  test('gives every operation the inputs it has', () => {
    const found = written(
      facts({
        properties: [
          choice('resource', 'order', 'user'),
          { ...choice('operation', 'get', 'list'), displayOptions: { show: { resource: ['order'] } } },
          { ...choice('operation', 'get'), displayOptions: { show: { resource: ['user'] } } },
          text('orderId', { resource: ['order'], operation: ['get'] }),
          text('userId', { resource: ['user'] }),
        ],
      }),
    )
    expect(found).toContain(
      'const getOrder = m.operation({ name: "Get", input: { orderId: m.text("Order ID") }, unavailable })',
    )
    expect(found).toContain('const listOrder = m.operation({ name: "List", unavailable })')
    expect(found).toContain('operations: { "order.get": getOrder, "order.list": listOrder, "user.get": getUser }')
  })

  test('looks at each version alone, since they may choose in different ways', () => {
    const since2 = { versions: [2, 3] }
    const found = written(
      facts({
        versions: [1, 2, 3],
        properties: [
          { ...choice('resource', 'order', 'user'), default: 'order', versions: [2] },
          { ...choice('resource', 'order', 'user'), default: 'user', versions: [3] },
          { ...choice('operation', 'get', 'list'), versions: [1] },
          { ...choice('operation', 'get'), ...since2, displayOptions: { show: { resource: ['order'] } } },
          { ...choice('operation', 'get', 'ban'), ...since2, displayOptions: { show: { resource: ['user'] } } },
          text('orderId', { operation: ['get'] }),
        ],
      }),
    )
    expect(found).toContain('presetResource: [[2,"order"],[3,"user"]]')
    expect(found).toContain(
      'operations: { "order.get": getOrder, "user.get": getUser, "user.ban": banUser, get: getV1, list: listV1 }',
    )
    expect(found).toContain(
      'const getV1 = m.operation({ name: "Get", until: 1, input: { orderId: m.text("Order ID") }, unavailable })',
    )
  })

  test('nests what a choice or a flag shows, and leaves other conditions as data', () => {
    const found = written(
      facts({
        properties: [
          choice('by', 'id', 'name'),
          text('id', { by: ['id'] }),
          text('name', { by: ['name'] }),
          { name: 'exact', type: 'boolean', default: false, displayOptions: { show: { by: ['name'] } } },
          text('language', { by: ['name'], exact: [true] }),
          text('hint', { name: ['a', 'b'] }),
        ],
      }),
    )
    expect(found).toContain('id: m.variant("ID", { id: m.text("ID") })')
    expect(found).toContain('exact: m.switched("Exact", { language: m.text("Language") })')
    expect(found).toContain('hint: m.when(m.is("name", "a", "b"), m.text("Hint"))')
  })

  test('does not nest what is shown although its owner is hidden', () => {
    const found = written(
      facts({
        properties: [
          choice('by', 'id', 'name'),
          { ...choice('kind', 'short', 'long'), displayOptions: { show: { by: ['id'] } } },
          text('note', { kind: ['short'] }),
        ],
      }),
    )
    expect(found).toContain('note: m.when(m.is("kind", "short"), m.text("Note"))')
  })

  test('says a condition once that neighbours share', () => {
    const hide: Json = { table: [''] }
    const found = written(
      facts({
        properties: [
          text('table'),
          { ...text('first'), displayOptions: { hide } },
          { ...text('second'), displayOptions: { hide } },
        ],
      }),
    )
    expect(found).toContain('...m.given(m.isNot("table", ""), { first: m.text("First"), second: m.text("Second") })')
  })

  test('marks what versions added and dropped, and writes a rebuilt operation in both forms', () => {
    const old = { versions: [1, 1.1] }
    const found = written(
      facts({
        versions: [1, 1.1, 2],
        properties: [
          { ...text('sheet'), ...old },
          { ...text('range'), ...old },
          { ...text('key'), displayOptions: { show: { '@version': [1.1] } } },
          { ...text('document'), versions: [2] },
          { ...text('columns'), versions: [2] },
        ],
      }),
    )
    expect(found).toContain(
      'const runV11 = m.operation({ until: 1.1, input: { sheet: m.text("Sheet"), range: m.text("Range"), ' +
        'key: m.since(1.1, m.text("Key")) }, unavailable })',
    )
    expect(found).toContain('operation: [runV11, run]')
  })

  test('names what several operations share', () => {
    const order = { resource: ['order'] }
    const found = written(
      facts({
        properties: [
          choice('resource', 'order'),
          { ...choice('operation', 'get', 'cancel'), displayOptions: { show: order } },
          {
            ...text('id', order),
            required: true,
            typeOptions: { loadOptionsDependsOn: ['shop', 'region', 'country'] },
          },
        ],
      }),
    )
    expect(found).toContain('const id = m.text("ID", {')
    expect(found).toContain('input: { id }')
  })

  test('does what a person would: paging, lists, several values', () => {
    const found = written(
      facts({
        properties: [
          { name: 'returnAll', type: 'boolean', default: false },
          {
            name: 'limit',
            type: 'number',
            default: 20,
            typeOptions: { minValue: 1 },
            displayOptions: { show: { returnAll: [false] } },
          },
          {
            name: 'rows',
            type: 'fixedCollection',
            default: {},
            typeOptions: { multipleValues: true },
            options: [{ name: 'row', displayName: 'Row', values: [text('cell')] }],
          },
          { name: 'ids', type: 'number', default: 0, typeOptions: { multipleValues: true } },
        ],
      }),
    )
    expect(found).toContain('...m.paging({ limit: 20 })')
    expect(found).toContain('rows: m.list("Rows", "row", { cell: m.text("Cell") }, { groupLabel: "Row" })')
    expect(found).toContain('ids: m.several(m.number("IDs"))')
  })

  test('says of every port when it is there', () => {
    const model = { type: 'ai_languageModel', displayName: 'Chat Model', required: true, maxConnections: 1 }
    const tools = { type: 'ai_tool', displayName: 'Tools' }
    const found = written({
      ...facts({ properties: [choice('agent', 'sql', 'chat', 'plan')] }),
      inputs: {
        dependsOn: ['agent'],
        cases: [
          { when: { agent: ['sql'] }, value: ['main', model] },
          { when: { agent: ['chat', 'plan'] }, value: ['main', model, tools] },
        ],
      },
      outputs: {
        dependsOn: ['agent'],
        cases: [{ when: { agent: ['plan'] }, value: ['main', { type: 'main', displayName: 'Steps' }] }],
        otherwise: ['main'],
      },
    })
    expect(found).toContain(
      'inputs: [{ kind: "main" }, { kind: "ai_languageModel", label: "Chat model", required: true, max: 1 }, ' +
        '{ kind: "ai_tool", label: "Tools", when: m.is("agent", "chat", "plan") }]',
    )
    expect(found).toContain(
      'outputs: [{ kind: "main" }, { kind: "main", label: "Steps", when: m.is("agent", "plan") }]',
    )
  })

  test('tells a person what the facts do not hold', () => {
    const { notes } = definitionSource(
      readFacts(
        facts({
          properties: [
            { name: 'beware', type: 'notice' },
            { ...text('body'), default: undefined, defaultText: {} },
          ],
        }),
      ),
    )
    expect(notes).toContain('Left out, since facts hold no sentences: beware.')
    expect(notes).toContain('The facts withhold the defaults of: body.')
  })
})

test('a snapshot keeps once what facts repeat, and gives it back whole', () => {
  const blocks: Json = {
    name: 'blocks',
    type: 'string',
    default: 'a text that is long enough to be worth keeping once, not thrice',
  }
  const whole = facts({
    properties: [blocks, { name: 'outer', type: 'collection', default: {}, options: [blocks] }, blocks],
  })
  const shared = shareParts(whole)
  expect(JSON.stringify(shared).match(/worth keeping/g)).toHaveLength(1)
  expect(withParts(shared)).toEqual(whole)
})
