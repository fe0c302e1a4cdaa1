/** The search of Hacker News: https://hn.algolia.com/api */
import * as m from '@millrace/sdk'

const search = m.operation({
  name: 'Get many',
  about: 'Searches stories, comments and polls.',
  input: {
    ...m.paging({ limit: 100 }),
    additionalFields: m.collection('Additional fields', {
      keyword: m.text('Keyword'),
      tags: m.choices('Tags', {
        ask_hn: 'Ask HN',
        comment: 'Comment',
        front_page: 'Front page',
        poll: 'Poll',
        show_hn: 'Show HN',
        story: 'Story',
      }),
    }),
  },
  request: ({ additionalFields: { keyword, tags = [] } }) => ({
    get: '/search',
    query: { query: keyword, tags: tags.join(',') },
  }),
  items: 'hits',
  pages: true,
})

const getArticle = m.operation({
  name: 'Get',
  about: 'Gets a story, comment or poll.',
  input: {
    articleId: m.text('Article ID', { required: true }),
    additionalFields: m.collection('Additional fields', { includeComments: m.flag('Include comments') }),
  },
  request: ({ articleId }) => ({ get: m.path`/items/${articleId}` }),
  items: (answer, { additionalFields }) => {
    if (additionalFields.includeComments || !m.isJsonObject(answer)) return [answer]
    const { children: _comments, ...article } = answer
    return [article]
  },
})

const getUser = m.operation({
  name: 'Get',
  about: 'Gets a user and their karma.',
  input: { username: m.text('Username', { required: true }) },
  request: ({ username }) => ({ get: m.path`/users/${username}` }),
})

export const hackerNews = m.defineNode({
  type: 'hackerNews',
  name: 'Hacker News',
  about: 'Reads stories, comments and users of Hacker News.',
  icon: 'lucide:newspaper',
  category: 'app',
  aliases: ['hn', 'ycombinator', 'news', 'stories'],
  http: {
    baseUrl: 'http://hn.algolia.com/api/v1',
    pages: m.pageNumber({
      write: 'query.page',
      first: 0,
      firstUnsaid: true,
      size: { write: 'query.hitsPerPage', max: 1000 },
    }),
    errorMessage: 'message',
  },
  resources: { all: 'All', article: 'Article', user: 'User' },
  presetResource: 'article',
  operations: { 'all.getAll': search, 'article.get': getArticle, 'user.get': getUser },
})
