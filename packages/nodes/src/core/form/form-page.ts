/** A form as the page that shows it: preset by its address, or filled as it was submitted when something is wrong. */
import type {
  EndPage,
  FormField,
  FormPage,
  Json,
  JsonObject,
  LeavePage,
  WebhookRequest,
  WebhookResponse,
} from '@millrace/sdk'
import { pageResponse } from '@millrace/sdk'
import { problemsOf } from './check-submission.ts'
import { chosenOf, type FormElement, listOf } from './form-element.ts'
import { choicesOf, submitted } from './submission.ts'
import { toText } from '../values/to-text.ts'

/** What a form says besides its elements. */
export interface FormWords {
  readonly title: string
  readonly description: string
  readonly button: string
  readonly css: string | undefined
  readonly attribution: boolean
  readonly ending?: EndPage | LeavePage
}

export function formPage(elements: readonly FormElement[], words: FormWords, query: JsonObject): FormPage {
  return pageWith(
    words,
    elements.map((element) => preset(element, query)),
  )
}

/** The page that says what is wrong with a submission; undefined where nothing is. */
export function refusedForm(
  elements: readonly FormElement[],
  words: FormWords,
  request: Pick<WebhookRequest, 'body' | 'files'>,
): WebhookResponse | undefined {
  const problems = problemsOf(elements, request)
  if (problems.length === 0) return undefined
  const fields = elements.map(({ field }, place) => filled(field, submitted(request.body, place)))
  return pageResponse({ ...pageWith(words, fields), problems }, 422)
}

function pageWith(words: FormWords, fields: readonly FormField[]): FormPage {
  const { title, description, button, css, attribution, ending } = words
  return {
    kind: 'form',
    title,
    heading: title,
    markup: description,
    fields,
    button,
    attribution,
    ...(css && { css }),
    ...(ending && { ending }),
  }
}

function preset({ field, presets }: FormElement, query: JsonObject): FormField {
  const name = presets.find((one) => Object.hasOwn(query, one))
  return name === undefined ? field : filled(field, query[name])
}

/** The field with what was given for it; passwords and files are never given back. */
function filled(field: FormField, given: Json | undefined): FormField {
  switch (field.kind) {
    case 'line':
      return field.type === 'password' ? field : { ...field, value: lastText(given) }
    case 'lines':
    case 'dropdown':
    case 'hidden':
      return { ...field, value: lastText(given) }
    case 'choices':
      return { ...field, values: presetChoices(given, field.options) }
    case 'files':
    case 'markup':
      return field
  }
}

/** An address may also name several between commas. */
function presetChoices(given: Json | undefined, options: readonly string[]): readonly string[] {
  return typeof given === 'string' ? chosenOf(given, options) : choicesOf(given, options)
}

function lastText(given: Json | undefined): string {
  return toText(listOf(given).at(-1))
}

/** The page after a form that says how it ends. */
export function endPage(
  words: Pick<FormWords, 'title' | 'css' | 'attribution'>,
  heading: string,
  markup: string,
): EndPage {
  const { title, css, attribution } = words
  return { kind: 'end', title, heading, markup, attribution, ...(css && { css }) }
}
