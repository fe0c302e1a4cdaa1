/** The parameters of Chat: what is said, and whether and how the visitor is to answer. */
import * as m from '@millrace/sdk'
import { answerInput, limitWaitTime } from '../sendAndWait/wait-input.ts'

const waits = m.is('operation', 'sendAndWait')
const inFlow = m.is('@tool', false)
const asTool = m.is('@tool', true)

const saving = { autoSaveHighlightedData: m.flag('Keep highlighted data', { default: true }) }

const { defineForm, jsonOutput, formFields, approvalOptions } = answerInput

/** How long an answer is waited for, where one is: version 1 asks by a flag. */
const limit = (path: string) =>
  m.oneOf(
    m.until(1, m.when(m.is(`${path}waitUserReply`, true), limitWaitTime)),
    m.since(1.1, m.when(m.is(`${path}operation`, 'sendAndWait'), limitWaitTime)),
  )

export const chatInput = {
  generalNotice: m.notice('The Chat Trigger must answer “With nodes that answer”.'),
  operation: m.since(
    1.1,
    m.choice(
      'Operation',
      { send: 'Say something', sendAndWait: 'Ask and wait for the answer' },
      { noExpression: true },
    ),
  ),
  message: m.text('Message', { required: true, rows: 4 }),
  waitUserReply: m.until(1, m.flag('Wait for the answer', { default: true, noExpression: true })),
  responseType: m.when(
    waits,
    m.choice('Answer', { approval: 'Approval', freeTextChat: 'Text' }, { default: 'freeTextChat' }),
  ),
  blockUserInput: m.when(m.is('responseType', 'approval'), m.flag('Only the buttons answer')),
  defineForm: m.when(waits, defineForm),
  jsonOutput: m.when(waits, jsonOutput),
  formFields: m.when(waits, formFields),
  approvalOptions: m.when(waits, approvalOptions),
  options: m.oneOf(
    m.when(
      inFlow,
      m.collection('Options', {
        memoryConnection: m.when(m.isNot('/responseType', 'approval'), m.flag('Remember in a memory node')),
        limitWaitTime: limit('/'),
        ...saving,
      }),
    ),
    m.when(asTool, m.collection('Options', { limitWaitTime, ...saving })),
  ),
}
