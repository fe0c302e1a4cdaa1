/** The parameters of Form Trigger: what the form asks, where it is, and what its visitor is told. */
import * as m from '@millrace/sdk'
import { formElements } from '../form/form-elements.ts'

const basic = { basicAuth: 'Basic', none: 'None' } as const

const modes = { onReceived: 'At once', lastNode: 'When the workflow has ended' } as const
const oldModes = { ...modes, responseNode: 'With a Respond to Webhook node' } as const

const recorded = 'Your response has been recorded'

export const place = {
  path: m.until(2.1, m.text('Path', { required: true })),
  authentication: m.oneOf(
    m.since(2, m.until(2.5, m.choice('Authentication', basic, { default: 'none' }))),
    m.since(2.6, m.choice('Authentication', { ...basic, n8nUserAuth: 'Sign-in of a user' }, { default: 'none' })),
  ),
  requireExecuteAccess: m.since(
    2.6,
    m.when(m.is('authentication', 'n8nUserAuth'), m.flag('Needs the right to execute')),
  ),
}

const form = {
  formTitle: m.text('Title', { required: true, placeholder: 'Return something' }),
  formDescription: m.text('Description', { rows: 2 }),
  formFields: formElements,
  responseMode: m.oneOf(m.until(2.1, m.choice('Answer', oldModes)), m.since(2.2, m.choice('Answer', modes))),
}

const ipWhitelist = m.text('Allowed addresses', { placeholder: '192.0.2.7, 198.51.100.0/24' })

const firstOptions = m.collection('Options', {
  ipWhitelist,
  formSubmittedText: m.text('Text after the form', { default: recorded }),
})

const respondWithOptions = m.groups(
  'After the form',
  {
    values: m.group('Values', {
      respondWith: m.choice('Show', { text: 'A text', redirect: 'Another address' }),
      formSubmittedText: m.when(m.is('respondWith', 'text'), m.text('Text', { default: recorded })),
      redirectUrl: m.when(m.is('respondWith', 'redirect'), m.text('Address', { validateType: 'url' })),
    }),
  },
  { default: { values: { respondWith: 'text' } } },
)

const laterOptions = m.collection('Options', {
  appendAttribution: m.flag('Name the maker below the form', { default: true }),
  ipWhitelist,
  buttonLabel: m.text('Label of the button', { default: 'Submit' }),
  path: m.since(2.2, m.text('Path', { placeholder: 'returns' })),
  respondWithOptions: m.when(m.isNot('/responseMode', 'responseNode'), respondWithOptions),
  ignoreBots: m.flag('Ignore bots', { help: 'Calls of search engines and link previews start nothing.' }),
  includeUserInOutput: m.since(
    2.6,
    m.when(m.is('/authentication', 'n8nUserAuth'), m.flag('Hand on who filled it in', { default: true })),
  ),
  useWorkflowTimezone: m.oneOf(
    m.until(2, m.flag('Tell the time in the zone of the workflow')),
    m.since(2.1, m.flag('Tell the time in the zone of the workflow', { default: true })),
  ),
  customCss: m.since(2.1, m.code('Look (CSS)', 'css', { rows: 10 })),
  showHeaders: m.flag('Hand on the headers of the request', { help: 'The item gets them in the field headers.' }),
})

export const formTriggerInput = {
  ...place,
  ...form,
  formNotice: m.since(
    2,
    m.when(m.is('responseMode', 'responseNode'), m.notice('Add a Respond to Webhook node: it gives the answer.')),
  ),
  addFormPage: m.since(2, m.notice('For further pages add Form nodes behind this one.')),
  options: m.oneOf(m.until(1, m.when(m.isNot('responseMode', 'responseNode'), firstOptions)), m.since(2, laterOptions)),
}
