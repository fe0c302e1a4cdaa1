/** What a page keeps while it waits for its visitor, and an ending for when all is over: as it lies in the journal. */
import type { BinaryData, EndPage, JsonObject, LeavePage } from '@millrace/sdk'
import { type FormElement, listOf, readElements, recordOf, textOf } from './form-element.ts'
import type { FormWords } from './form-page.ts'

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
      title: textOf(title),
      description: textOf(description),
      button: textOf(button),
      css: textOf(css),
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
  if (kind === 'leave') return { kind, title: textOf(title), url: textOf(url) }
  return {
    kind: 'end',
    title: textOf(title),
    heading: textOf(heading),
    markup: textOf(markup),
    attribution: attribution !== false,
    ...(css !== undefined && { css: textOf(css) }),
    ...(files !== undefined && { files: listOf(files).filter(isFile) }),
  }
}

function isFile(value: unknown): value is BinaryData {
  return typeof value === 'object' && value !== null && 'mimeType' in value && typeof value.mimeType === 'string'
}
