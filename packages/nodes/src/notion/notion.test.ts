import * as m from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { expect, test } from 'vitest'
import { notion } from './notion.node.ts'
import { anyDatabase, linkedBlockId, pageId } from './parts.ts'

const names = (parameters: m.JsonObject, version: number) =>
  m.visibleProperties(notion.description, parameters, version).map((one) => one.name)

/** What a form asks for one row of a list parameter. */
function rowOf(name: string, parameters: m.JsonObject, row: m.JsonObject, version: number): readonly string[] {
  const list = m.visibleProperties(notion.description, parameters, version).find((one) => one.name === name)
  const values = list?.groups?.[0]?.values ?? []
  return m.visibleMembers(values, row, parameters, version).map((one) => one.name)
}

const page = '0123456789abcdef0123456789abcdef'
const block = 'fedcba98-7654-3210-fedc-ba9876543210'

test('takes the ID out of links, whatever stands around it', () => {
  const read = (input: m.Field<unknown>, value: string) => m.read({ input }, { input: { mode: 'url', value } }, 3).input
  const found = (value: string) => ({ mode: 'url', value })
  expect(read(pageId('Page'), `https://www.notion.so/acme/My-deadbeef-page-${page}?pvs=4`)).toEqual(found(page))
  expect(read(pageId('Page'), `https://acme.notion.site/${page}#${block}`)).toEqual(found(page))
  expect(read(anyDatabase, `https://www.notion.so/acme/${page}?v=${block}`)).toEqual(found(page))
  expect(read(linkedBlockId, `https://www.notion.so/Page-${page}#${block}`)).toEqual(found(block))
})

test('asks for a data source where earlier versions asked for a database', () => {
  const get = { resource: 'databasePage', operation: 'getAll' }
  expect(names(get, 3)).toContain('dataSourceId')
  expect(names(get, 3)).not.toContain('databaseId')
  expect(names(get, 2.2)).toContain('databaseId')
})

test('lets the type of a property decide on its value', () => {
  const create = { resource: 'databasePage', operation: 'create' }
  expect(rowOf('propertiesUi', create, { type: 'number' }, 3)).toEqual(['key', 'type', 'numberValue'])
  expect(rowOf('propertiesUi', create, { type: 'date', range: true }, 3)).toEqual([
    'key',
    'type',
    'range',
    'dateStart',
    'dateEnd',
    'includeTime',
    'timezone',
  ])
})

test('asks a condition for no value where it compares with none', () => {
  const filtered = { resource: 'databasePage', operation: 'getAll', filterType: 'manual' }
  const asked = (condition: string) => rowOf('filters', filtered, { type: 'date', condition }, 3)
  expect(asked('on_or_after')).toEqual(['key', 'type', 'condition', 'dateValue'])
  expect(asked('this_week')).toEqual(['key', 'type', 'condition'])
})

test('says that it cannot run yet', async () => {
  expect(notion.description).toMatchObject({ unavailable: true, hidden: true })
  await expect(runNode(notion, { version: 3 })).rejects.toThrow('Notion cannot run yet')
})
