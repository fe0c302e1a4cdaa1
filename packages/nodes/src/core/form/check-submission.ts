/**
 * What a visitor is told of a form that is not filled in as it asks. Programs that submit are not told: what is
 * missing is null for them, as it always was.
 */
import type { FormField, FormProblem, WebhookRequest } from '@millrace/sdk'
import type { FormElement } from './form-element.ts'
import { asOffered, choicesOf, submitted, uploadsOf } from './submission.ts'
import { toText } from '../values/to-text.ts'

export function problemsOf(
  elements: readonly FormElement[],
  request: Pick<WebhookRequest, 'body' | 'files'>,
): readonly FormProblem[] {
  return elements.flatMap(({ field }, place) => {
    const message = problemOf(field, place, request)
    return message === undefined ? [] : [{ field: place, message }]
  })
}

function problemOf(
  field: FormField,
  place: number,
  { body, files }: Pick<WebhookRequest, 'body' | 'files'>,
): string | undefined {
  const given = submitted(body, place)
  switch (field.kind) {
    case 'line':
    case 'lines': {
      const text = toText(given)
      if (text.trim() === '') return field.required ? 'Fill this in.' : undefined
      return field.kind === 'line' ? problemOfLine(field.type, text) : undefined
    }
    case 'dropdown': {
      const text = toText(given)
      if (text === '') return field.required ? 'Choose one.' : undefined
      return field.options.includes(asOffered(text, field.options)) ? undefined : 'Choose one of the list.'
    }
    case 'choices':
      return problemOfChoices(field, choicesOf(given, field.options))
    case 'files': {
      const count = uploadsOf(files, place).length
      if (count === 0) return field.required ? 'Choose a file.' : undefined
      return count > 1 && !field.several ? 'Choose one file only.' : undefined
    }
    case 'hidden':
    case 'markup':
      return undefined
  }
}

function problemOfLine(type: 'text' | 'number' | 'email' | 'password' | 'date', text: string): string | undefined {
  switch (type) {
    case 'number':
      return Number.isNaN(Number(text)) ? 'This must be a number.' : undefined
    case 'email':
      return /^[^\s@]+@[^\s@]+$/.test(text) ? undefined : 'This must be an email address, such as ada@example.com.'
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(text) ? undefined : 'This must be a day, such as 2024-06-15.'
    case 'text':
    case 'password':
      return undefined
  }
}

function problemOfChoices(
  { several, atLeast, atMost, options }: Extract<FormField, { kind: 'choices' }>,
  chosen: readonly string[],
): string | undefined {
  if (chosen.some((one) => !options.includes(one))) return 'Choose among what is offered.'
  if (!several && (chosen.length > 1 || chosen.length < atLeast)) return 'Choose one.'
  if (chosen.length < atLeast) return atLeast === atMost ? `Choose ${atLeast}.` : `Choose at least ${atLeast}.`
  if (atMost !== null && chosen.length > atMost)
    return atLeast === atMost ? `Choose ${atMost}.` : `Choose at most ${atMost}.`
  return undefined
}
