/**
 * Conditions on the properties of pages. The type of a property decides how it may be compared and with
 * what; formulas say which type they give. What compares with nothing (`is empty`, `in the past week`) asks
 * for no value.
 */
import * as m from '@millrace/sdk'
import { typeOfKey, typeOfKeyV2 } from './property-values.ts'

const comparisons = {
  equals: 'is',
  does_not_equal: 'is not',
  contains: 'contains',
  does_not_contain: 'does not contain',
  starts_with: 'starts with',
  ends_with: 'ends with',
  greater_than: 'is greater than',
  less_than: 'is less than',
  greater_than_or_equal_to: 'is at least',
  less_than_or_equal_to: 'is at most',
  before: 'is before',
  after: 'is after',
  on_or_before: 'is on or before',
  on_or_after: 'is on or after',
  past_week: 'is in the past week',
  past_month: 'is in the past month',
  past_year: 'is in the past year',
  this_week: 'is in this week',
  next_week: 'is in the next week',
  next_month: 'is in the next month',
  next_year: 'is in the next year',
  is_empty: 'is empty',
  is_not_empty: 'is not empty',
  status: 'has the status',
}

type Comparison = keyof typeof comparisons

const condition = (...names: readonly Comparison[]) =>
  m.choice(
    'Condition',
    names.map((name) => [name, comparisons[name]] as const),
    { default: '' },
  )

const empty = ['is_empty', 'is_not_empty'] as const
const periods = ['past_week', 'past_month', 'past_year', 'next_week', 'next_month', 'next_year'] as const
const order = ['greater_than', 'less_than', 'greater_than_or_equal_to', 'less_than_or_equal_to'] as const
const moments = ['equals', 'before', 'after', 'on_or_before', 'on_or_after'] as const

const onText = condition(
  'equals',
  'does_not_equal',
  'contains',
  'does_not_contain',
  'starts_with',
  'ends_with',
  ...empty,
)
const onNumber = condition('equals', 'does_not_equal', ...order, ...empty)
const onUniqueId = condition('equals', 'does_not_equal', ...order)
const onCheckbox = condition('equals', 'does_not_equal')
const onOption = condition('equals', 'does_not_equal', ...empty)
const onOptionsV2 = condition('contains', 'does_not_equal', ...empty)
const onList = condition('contains', 'does_not_contain', ...empty)
const onFiles = condition(...empty)
const onDateV2 = condition(...moments, ...periods, ...empty)
const onDate = condition(...moments, ...periods, 'this_week', ...empty)

const compares = m.isNot('condition', ...empty)
const comparesDateV2 = m.isNot('condition', ...empty, ...periods)
const comparesDate = m.isNot('condition', ...empty, ...periods, 'this_week')

const isOf = (...types: readonly string[]) => m.is('type', ...types)

export const propertyKeyV2 = m.pick('Property', 'filterProperties', { dependsOn: ['databaseId'] })
export const propertyKey = m.pick('Property', 'filterProperties', { dependsOn: ['dataSourceId'] })

const formulaV2 = m.variants(
  'Type of the result',
  {
    text: m.variant('Text', { condition: onText, textValue: m.when(compares, m.text('Text')) }),
    checkbox: m.variant('Checkbox', { condition: onCheckbox, checkboxValue: m.flag('Checked') }),
    number: m.variant('Number', { condition: onNumber, numberValue: m.when(compares, m.number('Number')) }),
    date: m.variant('Date', { condition: onDateV2, dateValue: m.when(comparesDateV2, m.dateTime('Date')) }),
  },
  { default: '' },
)

/** One condition, before version 3: every type has a value of its own name. */
export const filterV2 = {
  key: propertyKeyV2,
  type: typeOfKeyV2,
  condition: m.oneOf(
    m.when(isOf('title', 'rich_text', 'url', 'email', 'phone_number'), onText),
    m.when(isOf('number'), onNumber),
    m.when(isOf('checkbox', 'status'), onCheckbox),
    m.when(isOf('select'), onOption),
    m.when(isOf('multi_select'), onOptionsV2),
    m.when(isOf('date', 'created_time', 'last_edited_time'), onDateV2),
    m.when(isOf('people', 'relation', 'created_by', 'last_edited_by'), onList),
    m.when(isOf('files'), onFiles),
  ),
  returnType: m.when(isOf('formula'), formulaV2),
  ...m.given(compares, {
    titleValue: m.when(isOf('title'), m.text('Title')),
    richTextValue: m.when(isOf('rich_text'), m.text('Text')),
    phoneNumberValue: m.when(isOf('phone_number'), m.text('Phone number')),
    emailValue: m.when(isOf('email'), m.text('Email address')),
    urlValue: m.when(isOf('url'), m.text('Address')),
    numberValue: m.when(isOf('number'), m.number('Number')),
    multiSelectValue: m.when(isOf('multi_select'), m.pick('Option', 'databaseOptions', { default: [] })),
    selectValue: m.when(isOf('select'), m.pick('Option', 'databaseOptions')),
    peopleValue: m.when(isOf('people'), m.pick('Person', 'users')),
    createdByValue: m.when(isOf('created_by'), m.pick('Person', 'users')),
    lastEditedByValue: m.when(isOf('last_edited_by'), m.pick('Person', 'users')),
    relationValue: m.when(isOf('relation'), m.text('ID of the related page')),
  }),
  statusValue: m.when(isOf('status'), m.pick('Status', 'databaseOptions')),
  checkboxValue: m.when(isOf('checkbox'), m.flag('Checked')),
  ...m.given(comparesDateV2, {
    date: m.when(isOf('date'), m.dateTime('Date')),
    createdTimeValue: m.when(isOf('created_time'), m.dateTime('Time')),
    lastEditedTime: m.when(isOf('last_edited_time'), m.dateTime('Time')),
  }),
}

const formula = m.variants(
  'Type of the result',
  {
    checkbox: m.variant('Checkbox', { condition: onCheckbox, checkboxValue: m.flag('Checked') }),
    date: m.variant('Date', { condition: onDate, dateValue: m.when(comparesDate, m.text('Date')) }),
    number: m.variant('Number', { condition: onNumber, numberValue: m.when(compares, m.number('Number')) }),
    string: m.variant('Text', { condition: onText, richTextValue: m.when(compares, m.text('Text')) }),
  },
  { default: 'string' },
)

/** One condition, since version 3: types that are compared alike share a value. */
export const filter = {
  key: propertyKey,
  type: typeOfKey,
  condition: m.oneOf(
    m.when(isOf('checkbox'), onCheckbox),
    m.when(isOf('created_by', 'last_edited_by', 'multi_select', 'people', 'relation'), onList),
    m.when(isOf('created_time', 'date', 'last_edited_time'), onDate),
    m.when(isOf('email', 'phone_number', 'rich_text', 'title', 'url'), onText),
    m.when(isOf('files'), onFiles),
    m.when(isOf('number'), onNumber),
    m.when(isOf('select', 'status'), onOption),
    m.when(isOf('unique_id'), onUniqueId),
    m.when(isOf('verification'), m.choice('Condition', { status: comparisons.status }, { default: '' })),
  ),
  returnType: m.when(isOf('formula'), formula),
  rollupJson: m.when(isOf('rollup'), m.json('Filter of the rollup (JSON)', { default: '{}', rows: 4 })),
  ...m.given(compares, {
    richTextValue: m.when(isOf('email', 'phone_number', 'rich_text', 'title', 'url'), m.text('Text')),
    numberValue: m.when(isOf('number', 'unique_id'), m.number('Number')),
    optionValue: m.when(isOf('multi_select', 'select', 'status'), m.text('Option')),
    peopleValue: m.when(isOf('created_by', 'last_edited_by', 'people'), m.text('User ID, or "me"')),
    relationValue: m.when(isOf('relation'), m.text('ID of the related page')),
  }),
  checkboxValue: m.when(isOf('checkbox'), m.flag('Checked')),
  dateValue: m.when(m.all(isOf('created_time', 'date', 'last_edited_time'), comparesDate), m.text('Date')),
  verificationStatus: m.when(
    isOf('verification'),
    m.choice('Status', { verified: 'Verified', expired: 'Expired', none: 'Not verified' }),
  ),
}
