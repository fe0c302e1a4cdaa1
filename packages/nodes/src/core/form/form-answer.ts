/** What a page keeps while it waits for its visitor, and an ending for when all is over: as it lies in the journal. */
import type { BinaryData, EndPage, JsonObject, LeavePage } from '@millrace/sdk'
import { type FormElement, listOf, readElements, recordOf } from './form-element.ts'
import type { FormWords } from './form-page.ts'
import { toText } from '../values/to-text.ts'

export interface KeptForm {
  readonly elements: readonly FormElement[]
  readonly words: FormWords
  readonly query: JsonObject
}

/** A page to show; `elements` are as parameters hold them. */
export function keepForm(
  elements: unknown,
  named: boolean,
  words: Omit<FormWords, 'ending'>,
  query: JsonObject,
): JsonObject {
  const kept: JsonObject = JSON.parse(JSON.stringify({ elements, named, words, query }))
  return kept
}

export function readForm({ elements, named, words, query }: JsonObject): KeptForm {
  const { title, description, button, css, attribution } = recordOf(words)
  return {
    elements: readElements(elements, named === true),
    words: {
      title: toText(title),
      description: toText(description),
      button: toText(button),
      css: toText(css),
      attribution: attribution !== false,
    },
    query: recordOf(query),
  }
}

export function keepEnding(page: EndPage | LeavePage): JsonObject {
  const ending: JsonObject = JSON.parse(JSON.stringify(page))
  return { ending }
}

/** The ending that was kept; undefined where a page was. */
export function readEnding(kept: JsonObject): EndPage | LeavePage | undefined {
  if (kept['ending'] === undefined) return undefined
  const { kind, title, heading, markup, css, attribution, url, files } = recordOf(kept['ending'])
  if (kind === 'leave') return { kind, title: toText(title), url: toText(url) }
  return {
    kind: 'end',
    title: toText(title),
    heading: toText(heading),
    markup: toText(markup),
    attribution: attribution !== false,
    ...(css !== undefined && { css: toText(css) }),
    ...(files !== undefined && { files: listOf(files).filter(isFile) }),
  }
}

function isFile(value: unknown): value is BinaryData {
  return typeof value === 'object' && value !== null && 'mimeType' in value && typeof value.mimeType === 'string'
}
