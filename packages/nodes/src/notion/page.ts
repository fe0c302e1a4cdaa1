/** Pages anywhere in a workspace. */
import * as m from '@millrace/sdk'
import { content, markdown, pageIcon } from './blocks.ts'
import { pageId, searchOrder, searchText, simple, unavailable } from './parts.ts'

export const createPage = m.operation({
  name: 'Create',
  preset: true,
  input: {
    pageId: pageId('Parent page'),
    title: m.text('Title', { required: true }),
    simple,
    ...content,
    options: m.collection('Options', pageIcon),
  },
  unavailable,
})

export const archivePage = m.operation({
  name: 'Archive',
  since: 2,
  input: { pageId: pageId('Page'), simple },
  unavailable,
})

export const getPageV1 = m.operation({
  name: 'Get',
  until: 1,
  input: { pageId: m.text('Link or ID of the page', { required: true }), simple },
  unavailable,
})

const kindOfResult = m.groups('Filter', {
  filters: m.group('Filter', {
    property: m.choice('By', { object: 'What it is' }),
    value: m.choice('Only', { database: 'Databases', page: 'Pages' }, { default: '' }),
  }),
})

export const searchPages = m.operation({
  name: 'Search',
  input: {
    text: searchText,
    ...m.paging(),
    simple,
    options: m.collection('Options', { filter: m.until(2.2, kindOfResult), sort: searchOrder }),
  },
  unavailable,
})

export const getPageMarkdown = m.operation({
  name: 'Get as Markdown',
  since: 3,
  input: { pageId: pageId('Page'), includeTranscript: m.flag('With transcripts of meetings') },
  unavailable,
})

const replacements = m.list(
  'Replacements',
  'updates',
  {
    oldString: m.text('Text to replace'),
    newString: m.text('New text'),
    replaceAllMatches: m.flag('Wherever it occurs'),
  },
  { groupLabel: 'Replacement' },
)

export const updatePageMarkdown = m.operation({
  name: 'Update with Markdown',
  since: 3,
  input: {
    pageId: pageId('Page'),
    markdownUpdateType: m.variants('Update', {
      replace_content: m.variant('Replace the whole content', { markdown }),
      update_content: m.variant('Replace parts of it', { contentUpdates: replacements }),
    }),
  },
  unavailable,
})
