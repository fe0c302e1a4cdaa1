/**
 * Finds node types by what people call them. Every word must occur; a name that begins with the text comes
 * before one that holds it, then aliases, then descriptions. `is:trigger` and `in:<category>` filter.
 */
import type { NodeDescription } from '@millrace/sdk'

export interface Found {
  readonly type: NodeDescription
  readonly group: string
  readonly aside: string
  /** The name in pieces, hits marked. */
  readonly marks: readonly { readonly text: string; readonly hit: boolean }[]
}

/** What the person is about to do: start a workflow, go on, or attach something to a root. */
export type Intent = 'start' | 'next' | 'attach'

const groupNames: Readonly<Record<NodeDescription['category'], string>> = {
  trigger: 'Starts a workflow',
  flow: 'Flow',
  data: 'Data',
  web: 'Web',
  files: 'Files',
  code: 'Code',
  app: 'Apps',
  ai: 'AI',
  note: 'Notes',
}

const order = ['flow', 'data', 'web', 'code', 'app', 'ai', 'files', 'trigger', 'note']

export function findNodes(nodes: readonly NodeDescription[], query: string, intent: Intent): readonly Found[] {
  const { words, triggersOnly, category } = parse(query)
  const offered = nodes.filter((type) => {
    if (type.hidden || type.annotation) return false
    if (triggersOnly && !type.trigger) return false
    if (category !== undefined && type.category !== category) return false
    return intent === 'attach' ? type.supplies === true : type.supplies !== true
  })
  if (words.length === 0) {
    const start = intent === 'start'
    return offered
      .toSorted((a, b) => rank(a, start) - rank(b, start) || a.name.localeCompare(b.name))
      .map((type) => ({ type, group: groupNames[type.category], aside: '', marks: [{ text: type.name, hit: false }] }))
  }
  return offered
    .map((type) => ({ type, score: score(type, words) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || a.type.name.localeCompare(b.type.name))
    .slice(0, 60)
    .map(({ type, score }) => ({
      type,
      group: score >= 40 ? 'Best match' : 'Also near',
      aside: groupNames[type.category],
      marks: marked(type.name, words),
    }))
}

function parse(query: string) {
  const words: string[] = []
  let triggersOnly = false
  let category: string | undefined
  for (const word of query.toLowerCase().split(/\s+/)) {
    if (word === 'is:trigger') triggersOnly = true
    else if (word.startsWith('in:')) category = word.slice(3) || undefined
    else if (word !== '') words.push(word)
  }
  return { words, triggersOnly, category }
}

function rank(type: NodeDescription, start: boolean): number {
  if (type.trigger) return start ? -1 : 50
  return order.indexOf(type.category)
}

function score(type: NodeDescription, words: readonly string[]): number {
  const name = type.name.toLowerCase()
  const aliases = (type.aliases ?? []).map((alias) => alias.toLowerCase())
  const about = `${type.about} ${type.type}`.toLowerCase()
  let total = 0
  for (const word of words) {
    if (name === word) total += 100
    else if (name.startsWith(word)) total += 60
    else if (name.split(/[^a-z0-9]+/).some((part) => part.startsWith(word))) total += 50
    else if (aliases.some((alias) => alias.startsWith(word))) total += 40
    else if (name.includes(word) || aliases.some((alias) => alias.includes(word))) total += 25
    else if (about.includes(word)) total += 10
    else return 0
  }
  return total / words.length
}

function marked(name: string, words: readonly string[]): Found['marks'] {
  const pattern = new RegExp(`(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`, 'gi')
  return name
    .split(pattern)
    .filter((text) => text !== '')
    .map((text) => ({ text, hit: words.includes(text.toLowerCase()) }))
}
