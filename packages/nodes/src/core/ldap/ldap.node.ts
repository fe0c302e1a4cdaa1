/** Searches and changes the entries of a directory. */
import * as m from '@millrace/sdk'
import type { Client, Entry } from 'ldapts'
import { withDirectory } from './directory.ts'
import { searchFilter } from './search-filter.ts'

const dn = m.text('DN', { required: true, placeholder: 'cn=ada,ou=people,dc=example,dc=com' })

const attributeFields = { id: m.text('Attribute', { required: true }), value: m.text('Value') }

const compare = m.operation({
  name: 'Compare',
  input: {
    dn,
    id: m.pick('Attribute', 'attributesForDn', { default: [], required: true }),
    value: m.text('Value'),
  },
  per: 'item',
  effect: 'read',
  run: async (given, { context }) => {
    const attribute = String(given.id)
    const result = await withDirectory(context, (client) => client.compare(given.dn, attribute, given.value))
    return { json: { dn: given.dn, attribute, result } }
  },
})

const create = m.operation({
  name: 'Create',
  input: { dn, attributes: m.list('Attributes', 'attribute', attributeFields, { groupLabel: 'Attribute' }) },
  per: 'item',
  effect: 'append',
  run: async (given, { context }) => {
    const attributes = valuesByName(given.attributes)
    await withDirectory(context, (client) => client.add(given.dn, attributes))
    return { json: { dn: given.dn, result: 'success' } }
  },
})

/** An attribute that is named several times has several values. */
function valuesByName(given: readonly { readonly id: string; readonly value: string }[]): Record<string, string[]> {
  const names = new Set(given.map(({ id }) => id))
  return Object.fromEntries(
    [...names].map((name) => [name, given.filter(({ id }) => id === name).map(({ value }) => value)]),
  )
}

const remove = m.operation({
  name: 'Delete',
  input: { dn },
  per: 'item',
  effect: 'destructive',
  run: async (given, { context }) => {
    await withDirectory(context, (client) => client.del(given.dn))
    return { json: { dn: given.dn, result: 'success' } }
  },
})

const rename = m.operation({
  name: 'Rename',
  input: { dn, targetDn: m.text('New DN', { required: true, placeholder: 'cn=ada,ou=alumni,dc=example,dc=com' }) },
  per: 'item',
  effect: 'destructive',
  run: async ({ dn: from, targetDn }, { context }) => {
    await withDirectory(context, (client) => client.modifyDN(from, targetDn))
    return { json: { dn: targetDn, result: 'success' } }
  },
})

const search = m.operation({
  name: 'Search',
  preset: true,
  input: {
    baseDN: m.text('Below', { required: true, placeholder: 'ou=people,dc=example,dc=com' }),
    searchFor: m.pick('What', 'objectClasses', { default: [] }),
    customFilter: m.when(m.is('searchFor', 'custom'), m.text('Filter', { default: '(objectclass=*)' })),
    ...m.given(m.isNot('searchFor', 'custom'), {
      attribute: m.pick('Attribute', 'attributes', { default: [], required: true }),
      searchText: m.text('Value', { required: true, help: 'A star stands for any letters.' }),
    }),
    ...m.paging(),
    options: m.collection('Options', {
      attributes: m.picks('Attributes', 'attributes'),
      pageSize: m.number('Entries at a time', { default: 1000, min: 0 }),
      scope: m.choice('How deep', { base: 'Only this entry', one: 'One level', sub: 'All below' }, { default: 'sub' }),
    }),
  },
  per: 'item',
  effect: 'read',
  run: async (given, { context }) => {
    const { options, baseDN } = given
    const kind = textOf(given.searchFor)
    const filter =
      kind === 'custom'
        ? (given.customFilter ?? '(objectclass=*)')
        : await searchFilter(kind, textOf(given.attribute), given.searchText ?? '')
    const most = given.returnAll ? Infinity : (given.limit ?? 50)
    const pageSize = options.pageSize === 0 ? undefined : Math.min(options.pageSize ?? 1000, most)
    const found = await withDirectory(context, (client) =>
      entriesOf(client, baseDN, most, {
        filter,
        scope: options.scope ?? 'sub',
        attributes: (options.attributes ?? []).map(String),
        ...(pageSize !== undefined && { paged: { pageSize } }),
      }),
    )
    return found.map((entry) => ({ json: jsonOf(entry) }))
  },
})

type SearchOptions = NonNullable<Parameters<Client['search']>[1]>

/** Entries page by page, until there are enough. */
async function entriesOf(
  client: Client,
  base: string,
  most: number,
  options: SearchOptions,
): Promise<readonly Entry[]> {
  const found: Entry[] = []
  if (options.paged === undefined) {
    const { searchEntries } = await client.search(base, options)
    return searchEntries.slice(0, Math.min(most, searchEntries.length))
  }
  for await (const { searchEntries } of client.searchPaginated(base, options)) {
    found.push(...searchEntries)
    if (found.length >= most) break
  }
  return found.slice(0, Math.min(most, found.length))
}

/** Bytes that are no text are base64. */
function jsonOf(entry: Entry): m.JsonObject {
  const plain = (value: Buffer | string) => (typeof value === 'string' ? value : value.toString('base64'))
  return Object.fromEntries(
    Object.entries(entry).map(([name, value]) => [name, Array.isArray(value) ? value.map(plain) : plain(value)]),
  )
}

/** What is chosen from a list that was not opened is an empty list. */
function textOf(value: unknown): string {
  return Array.isArray(value) || value === undefined || value === null ? '' : String(value)
}

const update = m.operation({
  name: 'Update',
  input: {
    dn,
    attributes: m.lists(
      'Changes',
      {
        add: m.group('Add', attributeFields),
        replace: m.group('Replace', attributeFields),
        delete: m.group('Remove', attributeFields),
      },
      { sortable: true },
    ),
  },
  per: 'item',
  effect: 'destructive',
  run: async (given, { context }) => {
    const { Attribute, Change } = await import('ldapts')
    const changes = (['add', 'replace', 'delete'] as const).flatMap((operation) =>
      Object.entries(valuesByName(given.attributes[operation] ?? [])).map(([type, all]) => {
        // Removed without a value, an attribute goes with all it has.
        const values = operation === 'delete' ? all.filter((value) => value !== '') : all
        return new Change({ operation, modification: new Attribute({ type, values }) })
      }),
    )
    if (changes.length === 0) throw m.refuse('There is nothing to change.', { code: 'no_changes', retry: 'no' })
    await withDirectory(context, (client) => client.modify(given.dn, changes))
    const made = changes.map(({ operation, modification: { type, values } }) => ({
      operation,
      type,
      values: values.map(String),
    }))
    return { json: { dn: given.dn, result: 'success', changes: made } }
  },
})

/** Names that the directory's schema knows: https://www.rfc-editor.org/rfc/rfc4512#section-4.2 */
function fromSchema(member: 'objectClasses' | 'attributeTypes', more: m.LookupPage['choices'] = []): m.Lookup {
  return (context, filter = '') =>
    withDirectory(context, async (client) => {
      const root = await client.search('', { scope: 'base', attributes: ['subschemaSubentry'] })
      const place = String(root.searchEntries[0]?.['subschemaSubentry'] ?? 'cn=Subschema')
      const schema = await client.search(place, { scope: 'base', filter: '(objectClass=*)', attributes: [member] })
      const written = [schema.searchEntries[0]?.[member] ?? []].flat().map(String)
      const names = written.flatMap((one) => /NAME \(? ?'([^']+)'/.exec(one)?.[1] ?? []).toSorted()
      const fits = (name: string) => name.toLowerCase().includes(filter.toLowerCase())
      return { choices: [...more, ...names.filter(fits).map((name) => ({ value: name, label: name }))] }
    })
}

const attributesForDn: m.Lookup = (context, filter = '') =>
  withDirectory(context, async (client) => {
    const { searchEntries } = await client.search(String(context.parameter('dn')), { scope: 'base' })
    const names = Object.keys(searchEntries[0] ?? {}).filter((name) => name !== 'dn' && name.includes(filter))
    return { choices: names.map((name) => ({ value: name, label: name })) }
  })

export const ldap = m.defineNode({
  type: 'ldap',
  name: 'LDAP',
  defaultName: 'LDAP',
  about: 'Searches and changes the entries of a directory.',
  icon: 'lucide:book-user',
  category: 'web',
  aliases: ['directory', 'active directory', 'user', 'group', 'openldap'],
  credentials: ['ldap'],
  operations: { compare, create, delete: remove, rename, search, update },
  lastInput: { nodeDebug: m.flag('Debug', { noExpression: true, help: 'Has no effect.' }) },
  lookups: {
    attributes: fromSchema('attributeTypes'),
    attributesForDn,
    objectClasses: fromSchema('objectClasses', [{ value: 'custom', label: 'A filter of your own' }]),
  },
})
