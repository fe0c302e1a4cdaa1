/** Pages of a database: its rows, with a value for every property. */
import * as m from '@millrace/sdk'
import { content, pageIcon } from './blocks.ts'
import { filter, filterV2, propertyKey, propertyKeyV2 } from './filters.ts'
import { databaseId, dataSourceId, pageId, simple, unavailable } from './parts.ts'
import { propertyValues, typeOfKey, typeOfKeyV2 } from './property-values.ts'

const ofPage = { of: 'page', parent: 'pageId' } as const

export const createDatabasePage = m.operation({
  name: 'Create',
  input: {
    databaseId: m.until(2.2, databaseId),
    dataSourceId: m.since(3, dataSourceId),
    title: m.oneOf(m.since(2, m.until(2.2, m.text('Title'))), m.since(3, m.text('Title', { required: true }))),
    simple,
    propertiesUi: propertyValues(
      { of: 'database', parent: 'databaseId' },
      { of: 'dataSource', parent: 'dataSourceId' },
    ),
    ...content,
    options: m.collection('Options', pageIcon),
  },
  unavailable,
})

export const updateDatabasePage = m.operation({
  name: 'Update',
  input: {
    pageId: pageId('Page'),
    simple,
    propertiesUi: propertyValues(ofPage, ofPage),
    options: m.collection('Options', pageIcon),
  },
  unavailable,
})

const downloadFiles = m.flag('Download files')

export const getDatabasePage = m.operation({
  name: 'Get',
  since: 2,
  input: { pageId: pageId('Page'), simple, options: m.since(3, m.collection('Options', { downloadFiles })) },
  unavailable,
})

/** By a property, or by when the page was created or edited. */
const sort = (key: m.Field<string>, type: m.Field<unknown>) =>
  m.list('Sort', 'sortValue', {
    timestamp: m.switched('By a time of the page', {
      key: m.choice(
        'Time',
        { created_time: 'When it was created', last_edited_time: 'When it was last edited' },
        { default: '' },
      ),
      type,
    }),
    key: m.when(m.is('timestamp', false), key),
    direction: m.choice('Direction', { ascending: 'Ascending', descending: 'Descending' }, { default: '' }),
  })

const filters = <const I extends m.Inputs>(fields: I) =>
  m.list('Filters', 'conditions', fields, { groupLabel: 'Condition' })

/** Version 1 has its conditions among the options: one, or lists of which any or all must hold. */
const filterV1 = m.groups('Filters', {
  singleCondition: m.group('One condition', filterV2),
  multipleCondition: m.group('Several conditions', {
    condition: m.lists('Conditions', { or: m.group('Any holds', filterV2), and: m.group('All hold', filterV2) }),
  }),
})

export const listDatabasePages = m.operation({
  name: 'Get many',
  input: {
    databaseId: m.until(2.2, databaseId),
    dataSourceId: m.since(3, dataSourceId),
    ...m.paging(),
    simple,
    filterType: m.since(
      2,
      m.variants('Filter', {
        none: m.variant('None'),
        manual: m.variant('Conditions', {
          matchType: m.choice('A page must meet', { anyFilter: 'Any condition', allFilters: 'All conditions' }),
          filters: m.oneOf(m.until(2.2, filters(filterV2)), m.since(3, filters(filter))),
        }),
        json: m.variant('JSON', {
          filterJson: m.oneOf(
            m.until(2.2, m.text('Filter (JSON)')),
            m.since(3, m.json('Filter (JSON)', { default: '{}', rows: 8 })),
          ),
        }),
      }),
    ),
    options: m.collection('Options', {
      downloadFiles: m.since(2, downloadFiles),
      filter: m.until(1, filterV1),
      sort: m.oneOf(m.until(2.2, sort(propertyKeyV2, typeOfKeyV2)), m.since(3, sort(propertyKey, typeOfKey))),
    }),
  },
  unavailable,
})
