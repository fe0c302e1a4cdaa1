/** The parameters of Form: a further page of a form, or how the form ends. */
import * as m from '@millrace/sdk'
import { formElements } from './form-elements.ts'

const units = { minutes: 'Minutes', hours: 'Hours', days: 'Days' } as const

const limits = {
  limitWaitTime: m.flag('Limit the time'),
  limitType: m.when(
    m.is('limitWaitTime', true),
    m.choice('Limit', { afterTimeInterval: 'After a while', atSpecifiedTime: 'At a moment' }),
  ),
  resumeAmount: m.when(
    m.is('limitType', 'afterTimeInterval'),
    m.when(m.is('limitWaitTime', true), m.number('Amount', { default: 1, min: 0, decimals: 2 })),
  ),
  resumeUnit: m.when(
    m.is('limitType', 'afterTimeInterval'),
    m.when(m.is('limitWaitTime', true), m.choice('Unit', units, { default: 'hours' })),
  ),
  maxDateAndTime: m.when(
    m.is('limitType', 'atSpecifiedTime'),
    m.when(m.is('limitWaitTime', true), m.dateTime('Moment')),
  ),
}

const customCss = m.code('Look (CSS)', 'css', { rows: 10 })

const ownElements = `[
  { "fieldLabel": "Name", "requiredField": true },
  { "fieldLabel": "Email", "fieldType": "email", "placeholder": "ada@example.com" },
  {
    "fieldLabel": "Size",
    "fieldType": "dropdown",
    "fieldOptions": { "values": [{ "option": "Small" }, { "option": "Large" }] }
  }
]`

export const pageInput = {
  triggerNotice: m.notice('A form begins with a Form Trigger; its visitor comes here next.'),
  defineForm: m.choice(
    'What it asks',
    { fields: 'The elements below', json: 'Elements written as JSON' },
    { noExpression: true },
  ),
  formFields: m.when(m.is('defineForm', 'fields'), formElements),
  jsonOutput: m.when(m.is('defineForm', 'json'), m.json('Elements', { default: ownElements, rows: 5 })),
  ...limits,
  options: m.collection('Options', {
    formTitle: m.text('Title'),
    formDescription: m.text('Description', { rows: 2 }),
    buttonLabel: m.text('Label of the button', { default: 'Submit' }),
    customCss,
  }),
}

const withWords = m.is('respondWith', 'text', 'returnBinary')

export const endingInput = {
  triggerNotice: pageInput.triggerNotice,
  respondWith: m.choice('Show', {
    text: 'A page that says it is done',
    redirect: 'Another address',
    showText: 'Your own text or HTML',
    returnBinary: 'A file to take along',
  }),
  redirectUrl: m.when(m.is('respondWith', 'redirect'), m.text('Address', { required: true, validateType: 'url' })),
  completionTitle: m.when(withWords, m.text('Title', { required: true })),
  completionMessage: m.when(withWords, m.text('Message', { rows: 2 })),
  responseText: m.when(m.is('respondWith', 'showText'), m.text('Text', { rows: 2 })),
  inputDataFieldName: m.when(m.is('respondWith', 'returnBinary'), m.text('Field of the file', { default: 'data' })),
  ...limits,
  options: m.when(
    m.is('respondWith', 'text', 'returnBinary', 'redirect'),
    m.collection('Options', {
      formTitle: m.text('Title of the tab'),
      appendAttribution: m.flag('Name the maker below', { default: true }),
      customCss,
    }),
  ),
}
