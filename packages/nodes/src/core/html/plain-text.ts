/**
 * HTML as text to read: blocks stand on lines of their own, lists have marks, links show where they lead.
 *
 * A block is written once it is closed. Between two of them lie as many line breaks as the one behind or the one
 * before wants, whichever is more; what a list's first entry wants counts for the list.
 */
import { own } from '@millrace/sdk'
import type { AnyNode, Element } from './dom.ts'

/** How many line breaks an element wants before and behind itself. */
const blocks: Readonly<Record<string, readonly [before: number, behind: number]>> = {
  address: [1, 1],
  article: [1, 1],
  aside: [1, 1],
  div: [1, 1],
  footer: [1, 1],
  form: [1, 1],
  header: [1, 1],
  main: [1, 1],
  nav: [1, 1],
  section: [1, 1],
  p: [2, 2],
  pre: [2, 2],
  table: [2, 2],
  blockquote: [2, 2],
  h1: [3, 2],
  h2: [3, 2],
  h3: [3, 2],
  h4: [2, 2],
  h5: [2, 2],
  h6: [2, 2],
}

/** Elements nested deeper than this are read as their bare text. */
const deepest = 500

/** The text of nodes. */
export function plainText(nodes: readonly AnyNode[]): string {
  const root = new Block()
  walk(nodes, root, { depth: 0, pre: false })
  return root.text()
}

interface Place {
  readonly depth: number
  readonly pre: boolean
}

class Block {
  private written = ''
  /** Line breaks that whatever comes next stands behind. */
  private pending = 0
  private line = ''
  private blank = false
  private started = false
  before: number

  constructor(before = 0) {
    this.before = before
  }

  /** Adds words in the flow: whitespace becomes one blank, none at the start of a line. */
  words(text: string): void {
    const words = text.split(/[ \t\r\n\f\u200B]+/)
    for (const [index, word] of words.entries()) {
      if (index > 0) this.blank = true
      if (word === '') continue
      this.begin()
      this.line += (this.blank && this.line !== '' && !this.line.endsWith('\n') ? ' ' : '') + word
      this.blank = false
    }
  }

  /** Adds text as it is. */
  verbatim(text: string): void {
    if (text === '') return
    this.begin()
    this.line += text
  }

  lineBreak(): void {
    this.begin()
    this.line += '\n'
    this.blank = false
  }

  /** Adds a finished block. */
  add(text: string, before: number, behind: number): void {
    const breaks = Math.max(this.pending, before)
    const so = this.text()
    if (so === '' && !this.started) this.before = breaks
    this.written = so === '' && !this.started ? text : so + '\n'.repeat(breaks) + text
    this.started = true
    this.line = ''
    this.blank = false
    this.pending = behind
  }

  text(): string {
    return this.written + this.line.replace(/ +$/, '')
  }

  private begin(): void {
    if (this.line !== '') return
    if (this.started) this.written += '\n'.repeat(this.pending)
    this.pending = 0
    this.started = true
  }
}

function walk(nodes: readonly AnyNode[], into: Block, place: Place): void {
  for (const node of nodes) {
    if (node.type === 'text') {
      if (place.pre) into.verbatim(node.data)
      else into.words(node.data)
    } else if (node.type === 'tag') element(node, into, { ...place, depth: place.depth + 1 })
    else if (node.type === 'root') walk(node.children, into, place)
  }
}

function element(node: Element, into: Block, place: Place): void {
  if (place.depth > deepest) return into.words(bareText(node))
  switch (node.name) {
    case 'br':
      return into.lineBreak()
    case 'hr':
      return into.add('-'.repeat(40), 2, 2)
    case 'img':
      return image(node, into)
    case 'a':
      return link(node, into, place)
    case 'ul':
    case 'ol':
      return list(node, into, place)
    case 'blockquote':
      return block(node, into, place, (text) => text.trim().replaceAll(/^/gm, '> '))
    case 'pre':
      return block(node, into, { ...place, pre: true }, (text) => text.replace(/^\n|\n$/g, ''))
    default:
      return own(blocks, node.name) ? block(node, into, place, (text) => text) : walk(node.children, into, place)
  }
}

function block(node: Element, into: Block, place: Place, finish: (text: string) => string): void {
  const [before, behind] = own(blocks, node.name) ?? [1, 1]
  const inside = new Block(before)
  walk(node.children, inside, place)
  into.add(finish(inside.text()), inside.before, behind)
}

function list(node: Element, into: Block, place: Place): void {
  const behind = node.parent?.type === 'tag' && node.parent.name === 'li' ? 1 : 2
  const entries = node.children.filter((child) => child.type !== 'text' || child.data.trim() !== '')
  const first = Number.parseInt(node.attribs['start'] ?? '1', 10) || 1
  const marks = entries.map((_, index) => (node.name === 'ul' ? ' * ' : ` ${first + index}. `))
  const width = Math.max(0, ...marks.map((mark) => mark.length))
  if (entries.length === 0) return
  const inside = new Block()
  for (const [index, entry] of entries.entries()) {
    const text = new Block()
    walk(entry.type === 'tag' && entry.name === 'li' ? entry.children : [entry], text, {
      ...place,
      depth: place.depth + 1,
    })
    const mark = marks[index]?.padEnd(width) ?? ''
    inside.add(mark + text.text().replaceAll('\n', `\n${' '.repeat(width)}`), 1, 1)
  }
  into.add(inside.text(), inside.before, behind)
}

/** What a link says, and where it leads unless that is a place in the same page. */
function link(node: Element, into: Block, place: Place): void {
  walk(node.children, into, place)
  const href = node.attribs['href'] ?? ''
  if (href === '' || href.startsWith('#')) return
  const target = href.replace(/^mailto:/, '')
  const said = bareText(node).trim()
  into.words(said === target ? '' : said === '' ? target : ` [${target}]`)
}

function image(node: Element, into: Block): void {
  const { alt = '', src = '' } = node.attribs
  into.words([alt, src === '' ? '' : `[${src}]`].filter((part) => part !== '').join(' '))
}

/** The text of a node and of all in it, however deep. */
function bareText(node: AnyNode): string {
  const texts: string[] = []
  const open: AnyNode[] = [node]
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.type === 'text') texts.push(next.data)
    else if (next.type === 'tag' || next.type === 'root') open.push(...next.children.toReversed())
  }
  return texts.join('')
}
