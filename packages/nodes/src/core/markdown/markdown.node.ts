import * as m from '@millrace/sdk'
import { setField } from '../values/field-path.ts'
import { toHtml } from './to-html.ts'
import { toMarkdown } from './to-markdown.ts'

/** The longest text that is turned at once. */
const longest = 10 * 1024 * 1024

const destinationKey = m.text('Field for the result', { default: 'data', required: true })

const replacement = {
  pattern: m.text('Pattern', { placeholder: '[\\\\`*_]', help: 'A regular expression.' }),
  replacement: m.text('Replace with', { placeholder: '\\$&' }),
}

const markdownOptions = m.collection('Options', {
  bulletMarker: m.text('Bullet', { default: '*' }),
  codeFence: m.text('Fence of code', { default: '```' }),
  emDelimiter: m.text('Sign of emphasis', { default: '_' }),
  globalEscape: m.groups('Escape everywhere', { value: m.group('Escape', replacement) }),
  ignore: m.text('Elements to leave out', { placeholder: 'img, form' }),
  keepDataImages: m.flag('Keep images whose content is in the address'),
  lineStartEscape: m.groups('Escape at the start of lines', { value: m.group('Escape', replacement) }),
  maxConsecutiveNewlines: m.number('Most line breaks in a row', { default: 3 }),
  useLinkReferenceDefinitions: m.flag('Addresses at the bottom'),
  strongDelimiter: m.text('Sign of strong emphasis', { default: '**' }),
  codeBlockStyle: m.choice('Blocks of code', { fence: 'Fenced', indented: 'Indented' }),
  textReplace: m.list('Replace in texts', 'values', replacement, { default: [], groupLabel: 'Replacement' }),
  blockElements: m.text('Elements to treat as blocks', { placeholder: 'section, aside' }),
})

const htmlOptions = m.collection('Options', {
  openLinksInNewWindow: m.flag('Open links in a new window'),
  simplifiedAutoLink: m.flag('Make links of bare addresses'),
  backslashEscapesHTMLTags: m.flag('A backslash makes a tag text'),
  completeHTMLDocument: m.flag('A whole document'),
  customizedHeaderId: m.flag('Own IDs behind headings', { help: '# Title {own-id}' }),
  emoji: m.flag('Emoji by name', { help: ':smile:' }),
  encodeEmails: m.flag('Hide mail addresses from harvesters', { default: true }),
  excludeTrailingPunctuationFromURLs: m.flag('Punctuation behind an address is no part of it'),
  ghCodeBlocks: m.flag('Fenced blocks of code', { default: true }),
  ghCompatibleHeaderId: m.flag('IDs of headings like GitHub'),
  ghMentionsLink: m.text('Address of mentioned people', { default: 'https://github.com/{u}' }),
  ghMentions: m.flag('Mentions', { help: '@name becomes a link.' }),
  tasklists: m.flag('Task lists', { help: '- [x] done' }),
  headerLevelStart: m.number('Level of the highest heading', { default: 1 }),
  requireSpaceBeforeHeadingText: m.flag('Headings need a blank behind #'),
  literalMidWordAsterisks: m.flag('Asterisks within words stay'),
  literalMidWordUnderscores: m.flag('Underscores within words stay'),
  noHeaderId: m.flag('No IDs for headings'),
  parseImgDimensions: m.flag('Sizes of images', { help: '![text](address =100x80)' }),
  prefixHeaderId: m.text('Prefix of IDs', { default: 'section' }),
  rawHeaderId: m.flag('Keep most signs in IDs'),
  rawPrefixHeaderId: m.flag('Keep all signs in the prefix'),
  simpleLineBreaks: m.flag('Every line break counts'),
  smartIndentationFix: m.flag('Take off the indentation of the text'),
  disableForced4SpacesIndentedSublists: m.flag('Two blanks nest lists'),
  splitAdjacentBlockquotes: m.flag('Keep neighbouring quotations apart'),
  strikethrough: m.flag('Strikethrough', { help: '~~no more~~' }),
  tablesHeaderId: m.flag('IDs for headings of tables'),
  tables: m.flag('Tables'),
})

const turn = m.operation({
  input: {
    mode: m.variants(
      'Direction',
      {
        markdownToHtml: m.variant('Markdown to HTML', {
          markdown: m.text('Markdown', { required: true, rows: 5 }),
          destinationKey,
          options: htmlOptions,
        }),
        htmlToMarkdown: m.variant('HTML to Markdown', {
          html: m.text('HTML', { required: true, rows: 5 }),
          destinationKey,
          options: markdownOptions,
        }),
      },
      { default: 'htmlToMarkdown' },
    ),
  },
  per: 'item',
  run: async (input, { item }) => ({
    json: setField(
      item.json,
      input.destinationKey,
      input.mode === 'markdownToHtml'
        ? await toHtml(limited(input.markdown), input.options)
        : await toMarkdown(limited(input.html), {
            ...input.options,
            globalEscape: input.options.globalEscape?.value,
            lineStartEscape: input.options.lineStartEscape?.value,
          }),
    ),
  }),
})

function limited(text: string): string {
  if (text.length <= longest) return text
  throw m.refuse(`The text has ${text.length} characters; ${longest} are the most that are turned at once.`, {
    code: 'text_too_long',
    retry: 'no',
  })
}

export const markdown = m.defineNode({
  type: 'markdown',
  name: 'Markdown',
  about: 'Turns Markdown into HTML, or HTML into Markdown.',
  icon: 'lucide:hash',
  category: 'data',
  aliases: ['html', 'convert', 'text', 'md'],
  operation: turn,
})
