/** A page as a visitor's browser reads it: what the cases with `form` judge. */
import type { Json } from '@millrace/sdk'
import { type DefaultTreeAdapterMap, parse } from 'parse5'

type Node = DefaultTreeAdapterMap['childNode']
type Element = DefaultTreeAdapterMap['element']

export interface ReadPage {
  readonly title: string
  readonly h1: string
  /** Of the form, if there is one. */
  readonly method: string | undefined
  readonly labels: readonly string[]
  /** What can be filled in or pressed, with its attributes, in the order of the page. */
  readonly elements: readonly Readonly<Record<string, Json>>[]
  /** All text, hidden values included. */
  readonly text: string
}

const asked = new Set(['input', 'select', 'option', 'textarea', 'button'])

export function readPage(html: string): ReadPage {
  const all = [...elementsIn(parse(html).childNodes)]
  const named = (name: string) => all.filter(({ tagName }) => tagName === name)
  return {
    title: textIn(named('title')[0]),
    h1: textIn(named('h1')[0]),
    method: named('form')[0] && attributesOf(named('form')[0])['method']?.toUpperCase(),
    labels: named('label').map(textIn),
    elements: all
      .filter(({ tagName }) => asked.has(tagName))
      .map((element) => ({ tag: element.tagName, ...flags(attributesOf(element)) })),
    text: [...all.map(textOfOwn), ...all.flatMap(({ attrs }) => attrs.map(({ value }) => value)), html].join('\n'),
  }
}

function* elementsIn(nodes: readonly Node[]): Generator<Element> {
  for (const node of nodes) {
    if (!('tagName' in node)) continue
    yield node
    yield* elementsIn(node.childNodes)
  }
}

function attributesOf(element: Element | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries((element?.attrs ?? []).map(({ name, value }) => [name, value]))
}

/** Attributes without a value are true where they stand. */
function flags(attributes: Readonly<Record<string, string>>): Readonly<Record<string, Json>> {
  const known = ['selected', 'checked', 'multiple', 'required']
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, known.includes(name) || value]))
}

function textIn(element: Element | undefined): string {
  if (element === undefined) return ''
  return element.childNodes
    .map((node) => ('value' in node ? node.value : 'tagName' in node ? textIn(node) : ''))
    .join('')
    .trim()
}

function textOfOwn({ childNodes }: Element): string {
  return childNodes.map((node) => ('value' in node ? node.value : '')).join('')
}
