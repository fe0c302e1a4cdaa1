import { describe, expect, expectTypeOf, test } from 'vitest'
import * as m from '../index.ts'
import { answer, runNode } from '../testing/index.ts'

/** A made-up service with most of what a definition can say. */
const list = m.operation({
  name: 'List',
  input: {
    table: m.locator('Table', [m.byList('tables'), m.byId(), m.byUrl('/t/(\\w+)')]),
    ...m.paging({ limit: 20 }),
    options: m.collection('Options', { sort: m.choice('Sort', { up: 'Up', down: 'Down' }), fields: m.texts('Fields') }),
  },
  request: ({ table, options }) => ({ get: m.path`/tables/${table.value}/rows`, query: { sort: options.sort } }),
  items: 'rows',
  pages: true,
})

const create = m.operation({
  name: 'Create',
  preset: true,
  input: {
    table: m.locator('Table', [m.byList('tables'), m.byId(), m.byUrl('/t/(\\w+)')]),
    how: m.variants('How', {
      fields: m.variant('Field by field', {
        fields: m.list('Fields', 'field', { name: m.text('Name'), value: m.value('Value') }),
      }),
      json: m.variant('JSON', { json: m.json('JSON') }, { since: 2 }),
    }),
  },
  request: ({ table, how, fields, json }) => ({
    post: m.path`/tables/${table.value}/rows`,
    body: {
      row: how === 'json' ? String(json) : Object.fromEntries(fields.map((one) => [one.name, String(one.value)])),
    },
  }),
})

const whoAmI = m.operation({ name: 'Get', since: 2, request: () => ({ get: '/me' }) })

const service = m.defineNode({
  type: 'tables',
  name: 'Tables',
  about: 'Rows of tables.',
  icon: 'lucide:table',
  category: 'app',
  versions: [1, 2],
  credentials: ['tablesApi'],
  http: {
    baseUrl: 'https://tables.example/v1',
    pages: m.cursor({ read: 'next', write: 'query.cursor', size: { write: 'query.limit', max: 2 } }),
    errorMessage: 'error.message',
  },
  resources: { row: 'Row', user: 'User' },
  operations: { 'row.list': list, 'row.create': create, 'user.get': whoAmI },
})

const property = (name: string) => service.description.properties.filter((one) => one.name === name)

describe('the derived parameter tree', () => {
  test('has the parameters that choose an operation, with the versions that have them', () => {
    expect(property('resource')).toMatchObject([
      { default: 'row', noExpression: true, options: [{ value: 'row' }, { value: 'user', versions: [2] }] },
    ])
    expect(property('operation')).toMatchObject([
      { default: 'create', when: { show: { resource: ['row'] } }, options: [{ value: 'list' }, { value: 'create' }] },
      { default: 'get', when: { show: { resource: ['user'] } }, versions: [2] },
    ])
  })

  test('presets what documents count on, also where that is no operation', () => {
    const odd = m.defineNode({
      type: 'odd',
      name: 'Odd',
      about: 'A preset that nothing answers to.',
      icon: 'lucide:box',
      category: 'app',
      presetOperation: { row: 'all' },
      operations: { 'row.list': list },
    })
    const [operation] = odd.description.properties.filter((one) => one.name === 'operation')
    expect(operation).toMatchObject({ default: 'all', options: [{ value: 'list' }] })
  })

  test('presets another operation and resource where a version does, and lets versions choose in another way', () => {
    const simple = { icon: 'lucide:mail', category: 'app', versions: [1, 2, 3] } as const
    const named = (name: string, marks: { since?: number; until?: number; preset?: boolean }) =>
      m.operation({ name, ...marks, per: 'item', run: (_input, { item }) => item })
    const mail = m.defineNode({
      ...simple,
      type: 'mail',
      name: 'Mail',
      about: 'Version 1 has no resources.',
      presetResource: [
        [2, 'draft'],
        [3, 'letter'],
      ],
      operations: {
        send: named('Send', { until: 1 }),
        'draft.write': named('Write', { since: 2 }),
        'letter.read': [named('Read', { since: 3 }), named('Fetch', { since: 2, until: 2, preset: true })],
        'letter.send': named('Send', { since: 2, preset: true }),
      },
    })
    expect(mail.description.properties).toMatchObject([
      { name: 'resource', default: 'draft', versions: [2], options: [{ value: 'draft' }, { value: 'letter' }] },
      { name: 'resource', default: 'letter', versions: [3] },
      { name: 'operation', default: 'send', versions: [1] },
      { name: 'operation', default: 'write', versions: [2, 3], when: { show: { resource: ['draft'] } } },
      { name: 'operation', default: 'read', versions: [2], options: [{ label: 'Fetch' }, { label: 'Send' }] },
      { name: 'operation', default: 'send', versions: [3], options: [{ label: 'Read' }, { label: 'Send' }] },
    ])
    expect(mail.operation?.({ operation: 'send' }, 1)).toMatchObject({ per: 'item' })
    expect(() => mail.operation?.({ operation: 'send' }, 3)).toThrow('Mail has no operation for these parameters.')
  })

  test('hides a resource that nobody chooses', () => {
    const database = m.defineNode({
      type: 'database',
      name: 'Database',
      about: 'Rows.',
      icon: 'lucide:database',
      category: 'app',
      resourceProperty: { hidden: true },
      operations: { 'database.list': list },
    })
    expect(database.description.properties[0]).toEqual({
      name: 'resource',
      label: 'Resource',
      type: 'hidden',
      default: 'database',
      noExpression: true,
    })
  })

  test('shows an input where its operation owns it, and one that two own once', () => {
    expect(property('table')).toHaveLength(1)
    expect(property('table')[0]?.when).toEqual({ show: { resource: ['row'], operation: ['list', 'create'] } })
  })

  test('shows what hangs on a flag or a variant', () => {
    expect(property('limit')[0]?.when?.show).toMatchObject({ returnAll: [false] })
    expect(property('json')[0]).toMatchObject({ versions: [2], when: { show: { how: ['json'] } } })
    expect(property('how')[0]?.options).toMatchObject([{ value: 'fields' }, { value: 'json', versions: [2] }])
  })
})

describe('the typed input', () => {
  test('is told apart by its variants', () => {
    m.operation({
      input: {
        mode: m.variants('Mode', {
          one: m.variant('One', { a: m.number('A') }),
          two: m.variant('Two', { b: m.flag('B') }),
        }),
        extra: m.since(2, m.text('Extra')),
        on: m.switched('On', {
          c: m.choice('C', [
            [1, 'One'],
            [2, 'Two'],
          ]),
        }),
      },
      per: 'item',
      run: (input, { item }) => {
        expectTypeOf(input.extra).toEqualTypeOf<string | undefined>()
        if (input.mode === 'one') expectTypeOf(input.a).toEqualTypeOf<number>()
        if (input.mode === 'two') expectTypeOf(input.b).toEqualTypeOf<boolean>()
        if (input.on) expectTypeOf(input.c).toEqualTypeOf<1 | 2>()
        else expectTypeOf(input.c).toEqualTypeOf<undefined>()
        return item
      },
    })
  })

  test('takes the id out of an address', async () => {
    const { requests } = await runNode(service, {
      parameters: { operation: 'list', table: { __rl: true, mode: 'url', value: 'https://tables.example/t/abc?x=1' } },
      http: () => answer({ rows: [] }),
    })
    expect(requests[0]?.url).toBe('https://tables.example/v1/tables/abc/rows')
  })
})

describe('a described request', () => {
  const table = { mode: 'id', value: 'a/b' }

  test('encodes its path, follows the pages and stops at the limit', async () => {
    const pages = [
      { rows: [{ n: 1 }, { n: 2 }], next: 'p2' },
      { rows: [{ n: 3 }, { n: 4 }], next: 'p3' },
    ]
    const { json, requests } = await runNode(service, {
      parameters: { operation: 'list', table, limit: 3, options: { sort: 'up' } },
      credentials: { tablesApi: { key: 'k' } },
      http: () => answer(pages.shift() ?? {}),
    })
    expect(json).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
    expect(requests.map(({ url, query, credential }) => ({ url, query, credential }))).toEqual([
      { url: 'https://tables.example/v1/tables/a%2Fb/rows', query: { sort: 'up', limit: 2 }, credential: 'tablesApi' },
      {
        url: 'https://tables.example/v1/tables/a%2Fb/rows',
        query: { sort: 'up', limit: 2, cursor: 'p2' },
        credential: 'tablesApi',
      },
    ])
  })

  test('reports the sentence of the service, and whether trying again can help', async () => {
    const parameters = { table, fields: { field: [{ name: 'a', value: 1 }] } }
    const run = runNode(service, { parameters, http: () => answer({ error: { message: 'Slow down' } }, 429) })
    await expect(run).rejects.toMatchObject({
      name: 'NodeApiError',
      message: 'Slow down',
      details: { httpCode: '429', retry: 'later' },
    })
  })

  test('has the effect of its method', () => {
    expect(service.effect({ resource: 'row', operation: 'list', table }, 1)).toBe('read')
    expect(service.effect({ resource: 'row', operation: 'create', table }, 1)).toBe('append')
  })
})

test('an operation that cannot run yet keeps its parameters and says so', async () => {
  const planned = m.defineNode({
    type: 'planned',
    name: 'Planned',
    about: 'Not yet.',
    icon: 'lucide:clock',
    category: 'app',
    operation: m.operation({ input: { a: m.text('A') }, unavailable: 'Planned cannot run yet.' }),
  })
  expect(planned.description).toMatchObject({ unavailable: true, hidden: true, properties: [{ name: 'a' }] })
  await expect(runNode(planned)).rejects.toThrow('Planned cannot run yet.')
})
