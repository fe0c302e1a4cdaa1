/** The parameters of a message that waits for its answer: of mails, and of every chat that can show a link. */
import * as m from '@millrace/sdk'
import { formElements } from '../form/form-elements.ts'

const units = { minutes: 'Minutes', hours: 'Hours', days: 'Days' } as const

export const limitWaitTime = m.groups(
  'Limit the time',
  {
    values: m.group('Limit', {
      limitType: m.variants('Limit', {
        afterTimeInterval: m.variant('After a while', {
          resumeAmount: m.number('Amount', { default: 1, min: 0, decimals: 2 }),
          resumeUnit: m.choice('Unit', units, { default: 'hours' }),
        }),
        atSpecifiedTime: m.variant('At a moment', { maxDateAndTime: m.dateTime('Moment') }),
      }),
    }),
  },
  { default: { values: { limitType: 'afterTimeInterval', resumeAmount: 45, resumeUnit: 'minutes' } } },
)

const looks = { primary: 'Strong', secondary: 'Quiet' } as const

const approvalOptions = m.groups('Buttons', {
  values: m.group('Buttons', {
    approvalType: m.choice('Which', { single: 'Approve', double: 'Approve and decline' }),
    approveLabel: m.when(m.is('approvalType', 'single', 'double'), m.text('Label to approve', { default: 'Approve' })),
    buttonApprovalStyle: m.when(m.is('approvalType', 'single', 'double'), m.choice('Look to approve', looks)),
    disapproveLabel: m.when(m.is('approvalType', 'double'), m.text('Label to decline', { default: 'Decline' })),
    buttonDisapprovalStyle: m.when(
      m.is('approvalType', 'double'),
      m.choice('Look to decline', looks, { default: 'secondary' }),
    ),
  }),
})

const appendAttribution = m.flag('Name the maker below the message', { default: true })

const pageOptions = {
  messageButtonLabel: m.text('Label in the message', { default: 'Respond' }),
  responseFormTitle: m.text('Title of the page'),
  responseFormDescription: m.text('Description on the page'),
  responseFormButtonLabel: m.text('Label on the page', { default: 'Submit' }),
  responseFormCustomCss: m.code('Look of the page (CSS)', 'css', { rows: 10 }),
}

const everyOption = m.collection('Options', { ...pageOptions, limitWaitTime, appendAttribution })

const asksForm = m.is('responseType', 'customForm')

const ownElements = `[
  { "fieldLabel": "Reason", "fieldType": "textarea", "requiredField": true },
  {
    "fieldLabel": "How soon",
    "fieldType": "dropdown",
    "fieldOptions": { "values": [{ "option": "Today" }, { "option": "This week" }] }
  }
]`

export const answerInput = {
  responseType: m.choice('Answer', { approval: 'Approval', freeText: 'Text', customForm: 'Form' }),
  defineForm: m.when(
    asksForm,
    m.choice(
      'What the form asks',
      { fields: 'The elements below', json: 'Elements written as JSON' },
      { noExpression: true },
    ),
  ),
  jsonOutput: m.when(
    m.all(asksForm, m.is('defineForm', 'json')),
    m.json('Elements', { default: ownElements, rows: 5, validateType: 'form-fields' }),
  ),
  formFields: m.when(m.all(asksForm, m.is('defineForm', 'fields')), formElements),
  approvalOptions: m.when(m.is('responseType', 'approval'), approvalOptions),
  options: m.oneOf(
    m.when(m.is('responseType', 'approval'), m.collection('Options', { limitWaitTime, appendAttribution })),
    m.when(m.is('responseType', 'freeText', 'customForm'), everyOption),
  ),
}

/** What is asked; which options there are depends on it. */
export type AnswerInput = Omit<m.Read<typeof answerInput>, 'options'> & {
  readonly options?: m.Read<{ readonly options: typeof everyOption }>['options'] | undefined
}

export type WaitLimit = m.Read<{ readonly limit: typeof limitWaitTime }>['limit'] | undefined
