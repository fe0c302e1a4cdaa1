/** What the operations of Notion share: how a page, block or database is named, and dates. */
import * as m from '@millrace/sdk'

export const unavailable =
  'Notion cannot run yet: its parameters are kept as they are. Use an HTTP Request node until then.'

const id = '[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}'

const byOwnId = m.byId({
  extract: `^(${id})`,
  validate: { pattern: `^${id}`, message: 'An ID has 32 digits and letters from a to f, with or without dashes.' },
})

/** The ID is the end of an address's path, behind the title. */
const byLink = m.byUrl(`^https?://(?:[\\w-]+\\.)*notion\\.(?:so|com|site)/[^?#]*?(${id})(?=[?#/]|$)`, {
  label: 'Link',
  placeholder: 'https://www.notion.so/…',
})

/** The link of a block ends with the block's ID, behind that of its page. */
const byBlockLink = m.byUrl(`^https?://.*(${id})`, { label: 'Link', placeholder: 'https://www.notion.so/…#…' })

export const pageId = (label: string) => m.locator(label, [byLink, byOwnId], { required: true })

export const blockId = (label: string) => m.locator(label, [byLink, byOwnId], { required: true })

export const linkedBlockId = m.locator('Block', [byBlockLink, byOwnId], { required: true })

const databaseModes = [m.byList('databases'), byLink, byOwnId]

export const databaseId = m.locator('Database', databaseModes, { required: true })

export const anyDatabase = m.locator('Database', databaseModes)

export const dataSourceId = m.locator('Data source', [m.byList('dataSources'), byOwnId], { required: true })

export const simple = m.flag('Simplify', { default: true })

/** A day, or from one day to another. */
export const dateOrRange = {
  range: m.switched('Range', { dateStart: m.dateTime('From'), dateEnd: m.dateTime('To') }),
  date: m.when(m.is('range', false), m.dateTime('Date')),
}

/** What a search looks for, and in which order it gives what it finds. */
export const searchText = m.text('Search for')

export const searchOrder = m.groups('Sort', {
  sortValue: m.group('Sort', {
    direction: m.choice('Direction', { ascending: 'Ascending', descending: 'Descending' }, { default: 'descending' }),
    timestamp: m.choice('By', { last_edited_time: 'When it was last edited' }),
  }),
})
