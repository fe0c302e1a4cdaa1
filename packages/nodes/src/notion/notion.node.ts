/** Notion's API: https://developers.notion.com/reference */
import * as m from '@millrace/sdk'
import { appendBlocks, appendBlocksV2, getBlockMarkdown, getChildBlocks } from './block.ts'
import { createDatabasePage, getDatabasePage, listDatabasePages, updateDatabasePage } from './database-page.ts'
import { getDatabase, getDataSource, listDatabases, searchDatabases, searchDataSources } from './database.ts'
import { archivePage, createPage, getPageMarkdown, getPageV1, searchPages, updatePageMarkdown } from './page.ts'
import { getUser, listUsers } from './user.ts'

export const notion = m.defineNode({
  type: 'notion',
  name: 'Notion',
  about: 'Reads and writes the pages, blocks and databases of a Notion workspace.',
  icon: 'lucide:notebook-text',
  category: 'app',
  aliases: ['page', 'database', 'wiki', 'notes', 'block'],
  versions: [1, 2, 2.1, 2.2, 3],
  credentials: [
    { type: 'notionApi', required: true, versions: [1] },
    { type: 'notionApi', required: true, versions: [2, 2.1, 2.2, 3], when: m.is('authentication', 'apiKey') },
    { type: 'notionOAuth2Api', required: true, versions: [2, 2.1, 2.2, 3], when: m.is('authentication', 'oAuth2') },
  ],
  input: {
    authentication: m.since(
      2,
      m.choice('Authentication', { apiKey: 'Integration secret', oAuth2: 'Sign in with Notion' }),
    ),
    notionNotice: m.notice('An integration sees only what it was given: connect pages and databases to it in Notion.'),
    Credentials: m.since(2, m.special('credentials', 'Credential')),
  },
  resources: {
    page: 'Page',
    databasePage: 'Database page',
    database: 'Database',
    dataSource: 'Data source',
    block: 'Block',
    user: 'User',
  },
  operations: {
    'page.archive': archivePage,
    'page.create': createPage,
    'page.get': getPageV1,
    'page.getMarkdown': getPageMarkdown,
    'page.search': searchPages,
    'page.updateMarkdown': updatePageMarkdown,
    'databasePage.create': createDatabasePage,
    'databasePage.get': getDatabasePage,
    'databasePage.getAll': listDatabasePages,
    'databasePage.update': updateDatabasePage,
    'database.get': getDatabase,
    'database.getAll': listDatabases,
    'database.search': searchDatabases,
    'dataSource.get': getDataSource,
    'dataSource.search': searchDataSources,
    'block.append': [appendBlocks, appendBlocksV2],
    'block.getAll': getChildBlocks,
    'block.getMarkdown': getBlockMarkdown,
    'user.get': getUser,
    'user.getAll': listUsers,
  },
})
