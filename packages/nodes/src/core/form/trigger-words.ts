/** What the form trigger in front of a page says that the page takes over: its title, its look, what its address said. */
import { ExpressionError, isExpression } from '@millrace/expression'
import type { JsonObject, RunContext } from '@millrace/sdk'
import { recordOf } from './form-element.ts'
import { toText } from '../values/to-text.ts'

export interface TriggerWords {
  readonly title: string
  readonly button: string
  readonly css: string
  readonly attribution: boolean
  readonly query: JsonObject
}

export function triggerWords(context: RunContext): TriggerWords {
  const trigger = context.parents().find((one) => one.type === 'formTrigger')
  if (trigger === undefined) return { title: '', button: '', css: '', attribution: true, query: {} }
  const options = recordOf(trigger.rawParameters['options'])
  const said = (value: unknown) => {
    const text = toText(value)
    return isExpression(text) ? toText(resolved(context, text.slice(1))) : text
  }
  const item = `$(${JSON.stringify(trigger.name)}).first().json`
  return {
    title: said(trigger.rawParameters['formTitle']),
    button: said(options['buttonLabel']),
    css: said(options['customCss']),
    attribution: options['appendAttribution'] !== false,
    query: recordOf(resolved(context, `{{ ${item}.formQueryParameters }}`)),
  }
}

/** The value of an author's text; undefined where it cannot be resolved here, as when another trigger began. */
function resolved(context: RunContext, text: string): unknown {
  try {
    return context.evaluate(text, 0)
  } catch (error) {
    if (error instanceof ExpressionError) return undefined
    throw error
  }
}
