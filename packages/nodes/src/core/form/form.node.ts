/** A further page of a form: it waits for its visitor. Or the end of a form: what the visitor sees last. */
import * as m from '@millrace/sdk'
import { momentOf, after } from '../wait/moment.ts'
import { elementsFromJson } from './elements-from-json.ts'
import { keepEnding, keepForm } from './form-answer.ts'
import { endPage } from './form-page.ts'
import { endingInput, pageInput } from './form-input.ts'
import { resumeForm, visitorHook } from './resume-form.ts'
import { triggerWords } from './trigger-words.ts'

const page = m.operation({
  name: 'Next page',
  input: pageInput,
  per: 'list',
  run: async (given, { context, items, version }) => {
    const { entry } = context
    if (entry.by === 'form') return entry.items
    if (entry.by === 'time') return items()
    const trigger = triggerWords(context)
    const { formTitle, formDescription = '', buttonLabel, customCss } = given.options
    const words = {
      title: formTitle || trigger.title,
      description: formDescription,
      button: buttonLabel || trigger.button || 'Send',
      css: customCss || trigger.css,
      attribution: trigger.attribution,
    }
    const until = limitOf(given, context)
    const elements = given.defineForm === 'json' ? elementsFromJson(given.jsonOutput) : given.formFields
    const answer = keepForm(elements, version >= 2.4, words, trigger.query)
    const { methods } = visitorHook
    return { kind: 'wait', for: { by: 'form', methods, answer, ...(until !== undefined && { until }) } }
  },
})

/** Until when it waits; undefined where nothing limits it. */
function limitOf(
  { limitWaitTime, limitType, resumeAmount, resumeUnit, maxDateAndTime }: m.Read<typeof pageInput>,
  context: m.RunContext,
): number | undefined {
  if (!limitWaitTime) return undefined
  if (limitType === 'atSpecifiedTime') return momentOf(maxDateAndTime, context.zone)
  return after(context.now(), resumeAmount ?? 0, resumeUnit ?? 'hours')
}

const completion = m.operation({
  name: 'End of the form',
  input: endingInput,
  per: 'list',
  run: async (given, { context, items }) => {
    const trigger = triggerWords(context)
    const { formTitle, customCss, appendAttribution = true } = given.options ?? {}
    const look = { title: formTitle || trigger.title, css: customCss || trigger.css, attribution: appendAttribution }
    const ending = keepEnding(endingOf(given, look, (await items())[0]))
    return { kind: 'items', outputs: [[]], ending }
  },
})

function endingOf(
  given: m.Read<typeof endingInput>,
  look: Parameters<typeof endPage>[0],
  item: m.Item | undefined,
): m.EndPage | m.LeavePage {
  const { completionTitle = '', completionMessage = '' } = given
  switch (given.respondWith) {
    case 'redirect':
      return { kind: 'leave', title: look.title, url: given.redirectUrl ?? '' }
    case 'showText':
      return endPage(look, '', given.responseText ?? '')
    case 'text':
      return endPage(look, completionTitle, completionMessage)
    case 'returnBinary':
      return {
        ...endPage(look, completionTitle, completionMessage),
        files: filesOf(item, given.inputDataFieldName ?? ''),
      }
  }
}

/** @throws NodeError when there is none */
function filesOf(item: m.Item | undefined, names: string): readonly m.BinaryData[] {
  return names.split(',').map((one) => {
    const name = one.trim()
    const file = item?.binary && Object.hasOwn(item.binary, name) ? item.binary[name] : undefined
    if (file !== undefined) return file
    throw m.refuse(`There is no file in “${name}”.`, {
      code: 'form_file_missing',
      hint: 'Name a field of the input that holds a file.',
      retry: 'no',
      reach: 'node',
    })
  })
}

export const form = m.defineNode({
  type: 'form',
  name: 'Form',
  about: 'Shows the visitor of a form its next page, or how it ends.',
  icon: 'lucide:layout-list',
  category: 'flow',
  aliases: ['page', 'survey', 'wizard', 'step', 'ending', 'thank you'],
  versions: [1, 2.3, 2.4, 2.5],
  summary: [
    { text: '{completionTitle}', when: m.is('operation', 'completion') },
    { text: '{options.formTitle}', when: m.is('operation', 'page') },
  ],
  continuesForm: {},
  operationProperty: { label: 'Page' },
  operations: { page, completion },
  resume: resumeForm,
})
