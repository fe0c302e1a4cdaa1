/** The content of a page: blocks, and the formatted text inside them. */
import * as m from '@millrace/sdk'
import { anyDatabase, dateOrRange } from './parts.ts'

const colors = ['Gray', 'Brown', 'Orange', 'Yellow', 'Green', 'Blue', 'Purple', 'Pink', 'Red'] as const

const colorOptions = [
  ['default', 'Default'] as const,
  ...colors.map((one) => [one.toLowerCase(), one] as const),
  ...colors.map((one) => [`${one.toLowerCase()}_background`, `${one} background`] as const),
]

const mention = m.variants(
  'Mention',
  {
    database: m.variant('Database', { database: anyDatabase }),
    date: m.variant('Date', dateOrRange),
    page: m.variant('Page', { page: m.text('Page ID') }),
    user: m.variant('User', { user: m.pick('User', 'users') }),
  },
  { default: '' },
)

/** Pieces of text, each with its own look. */
const pieces = m.list('Text', 'text', {
  textType: m.variants(
    'Kind',
    {
      equation: m.variant('Equation', { expression: m.text('Formula') }),
      mention: m.variant('Mention', { mentionType: mention }),
      text: m.variant('Text', {
        text: m.text('Text'),
        isLink: m.switched('Link', { textLink: m.text('Address') }),
      }),
    },
    { default: 'text' },
  ),
  annotationUi: m.collection('Look', {
    bold: m.flag('Bold'),
    italic: m.flag('Italic'),
    strikethrough: m.flag('Struck through'),
    underline: m.flag('Underlined'),
    code: m.flag('Code'),
    color: m.choice('Color', colorOptions, { default: '' }),
  }),
})

export const richText = m.switched('Formatted', { text: pieces })

export const plainText = m.when(m.is('richText', false), m.text('Text'))

const withText = m.is(
  'type',
  'paragraph',
  'heading_1',
  'heading_2',
  'heading_3',
  'toggle',
  'to_do',
  'bulleted_list_item',
  'numbered_list_item',
)

export const blocks = m.list(
  'Blocks',
  'blockValues',
  {
    type: m.pick('Kind', 'blockTypes', { default: 'paragraph' }),
    ...m.given(withText, { richText, textContent: plainText }),
    checked: m.when(m.is('type', 'to_do'), m.flag('Checked')),
    title: m.when(m.is('type', 'child_page'), m.text('Title')),
    url: m.when(m.is('type', 'image'), m.text('Address of the image')),
  },
  { groupLabel: 'Block', sortable: true },
)

export const markdown = m.text('Markdown', { rows: 8 })

/** How a new page is told its content: as blocks only, until version 3. */
export const content = {
  blockUi: m.until(2.2, blocks),
  contentType: m.since(
    3,
    m.variants('Content', {
      blockUi: m.variant('Blocks', { blockUi: blocks }),
      json: m.variant('Blocks as JSON', { blocksJson: m.text('Blocks (JSON)', { rows: 8 }) }),
      markdown: m.variant('Markdown', { markdown }),
    }),
  ),
}

/** The picture in front of a page's title. */
export const pageIcon = {
  iconType: m.until(2.2, m.choice('Kind of icon', { emoji: 'Emoji', file: 'Image' })),
  icon: m.text('Icon', { help: 'An emoji, or the address of an image.' }),
}
