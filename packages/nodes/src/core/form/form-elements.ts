/** The elements of a form as parameters store them: of the form trigger, of further pages, and of a wait for a form. */
import * as m from '@millrace/sdk'

const kinds = {
  checkbox: 'Checkboxes',
  html: 'Own HTML',
  date: 'Date',
  dropdown: 'Dropdown',
  email: 'Email',
  file: 'File',
  hiddenField: 'Hidden field',
  number: 'Number',
  password: 'Password',
  radio: 'Radio buttons',
  text: 'Text',
  textarea: 'Text of several lines',
} as const

const oneOption = { values: [{ option: '' }] }

function optionsOf(kind: 'dropdown' | 'checkbox' | 'radio', label: string) {
  return m.when(
    m.is('fieldType', kind),
    m.list(
      label,
      'values',
      { option: m.text('Option') },
      { groupLabel: 'Options', default: oneOption, required: true, sortable: true },
    ),
  )
}

const choosing = m.is('fieldType', 'checkbox')
const exactly = m.all(choosing, m.is('limitSelection', 'exact'))
const between = m.all(choosing, m.is('limitSelection', 'range'))
const typed = m.isNot('fieldType', 'dropdown', 'date', 'file', 'html', 'hiddenField', 'radio', 'checkbox')
const several = m.all(m.is('fieldType', 'dropdown'), m.is('multiselect', true))

/** What a value is called in the item: the label, and since version 2.4 a name of its own. */
const fieldName = m.oneOf(
  m.until(2.3, m.when(m.is('fieldType', 'hiddenField'), m.text('Name'))),
  m.since(2.4, m.until(2.4, m.when(m.isNot('fieldType', 'html'), m.text('Name', { required: true })))),
  m.since(2.5, m.when(m.isNot('fieldType', 'html'), m.text('Name'))),
)

const elements = m.list(
  'Elements',
  'values',
  {
    fieldLabel: m.when(m.isNot('fieldType', 'hiddenField', 'html'), m.text('Label', { required: true })),
    fieldName,
    fieldType: m.choice('Kind', kinds, { default: 'text', required: true }),
    elementName: m.when(m.is('fieldType', 'html'), m.text('Name of the element')),
    placeholder: m.when(typed, m.text('Placeholder')),
    defaultValue: m.oneOf(
      m.when(m.is('fieldType', 'text', 'number', 'email', 'textarea'), m.value('Preset value')),
      m.when(m.is('fieldType', 'date'), m.dateTime('Preset value')),
      m.when(m.is('fieldType', 'dropdown', 'radio'), m.value('Preset value')),
      m.when(choosing, m.value('Preset value')),
    ),
    fieldValue: m.when(m.is('fieldType', 'hiddenField'), m.value('Value')),
    fieldOptions: m.oneOf(
      optionsOf('dropdown', 'Options'),
      optionsOf('checkbox', 'Checkboxes'),
      optionsOf('radio', 'Radio buttons'),
    ),
    multiselectLegacyNotice: m.until(
      2.2,
      m.when(several, m.notice('For several choices, checkboxes are easier to use.')),
    ),
    multiselect: m.until(2.2, m.when(m.is('fieldType', 'dropdown'), m.flag('Several choices'))),
    limitSelection: m.when(
      choosing,
      m.choice(
        'How many may be chosen',
        { exact: 'An exact number', range: 'Between two numbers', unlimited: 'Any number' },
        { default: 'unlimited' },
      ),
    ),
    numberOfSelections: m.when(exactly, m.number('Number', { default: 1, min: 1, decimals: 0 })),
    minSelections: m.when(between, m.number('At least', { default: 0, min: 0, decimals: 0 })),
    maxSelections: m.when(between, m.number('At most', { default: 1, min: 1, decimals: 0 })),
    html: m.when(
      m.is('fieldType', 'html'),
      m.code('HTML', 'html', { default: '<!-- Your custom HTML here --->\n\n\n', noExpression: true }),
    ),
    multipleFiles: m.when(m.is('fieldType', 'file'), m.flag('Several files', { default: true })),
    acceptFileTypes: m.when(m.is('fieldType', 'file'), m.text('File types', { placeholder: '.jpg, .png' })),
    formatDate: m.when(m.is('fieldType', 'date'), m.notice('The date arrives as year, month and day.')),
    requiredField: m.when(m.isNot('fieldType', 'html', 'hiddenField'), m.flag('Required')),
  },
  { groupLabel: 'Elements', sortable: true },
)

/** Taken as they come: what they say is read by `readElements`, which refuses nothing. */
export const formElements = m.raw(elements)
