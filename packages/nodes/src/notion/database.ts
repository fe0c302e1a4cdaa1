/** Databases, and since version 3 the data sources they consist of. */
import * as m from '@millrace/sdk'
import { databaseId, dataSourceId, searchOrder, searchText, simple, unavailable } from './parts.ts'

export const getDatabase = m.operation({
  name: 'Get',
  input: { databaseId, simple: m.since(2, simple) },
  unavailable,
})

export const listDatabases = m.operation({
  name: 'Get many',
  until: 2.2,
  input: { ...m.paging(), simple: m.since(2, simple) },
  unavailable,
})

const search = { text: searchText, ...m.paging(), simple, options: m.collection('Options', { sort: searchOrder }) }

export const searchDatabases = m.operation({ name: 'Search', since: 2, until: 2.2, input: search, unavailable })

export const getDataSource = m.operation({ name: 'Get', since: 3, input: { dataSourceId, simple }, unavailable })

export const searchDataSources = m.operation({ name: 'Search', since: 3, input: search, unavailable })
