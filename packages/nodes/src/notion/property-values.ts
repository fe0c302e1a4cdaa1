/**
 * Values for the properties of a database's page. `key` holds a property's name and type (`Due|date`): the
 * type decides which value is asked for.
 */
import * as m from '@millrace/sdk'
import { plainText, richText } from './blocks.ts'
import { dateOrRange } from './parts.ts'

/** Where a form finds properties and their options: the lookups' prefix, and the parameter that says whose. */
interface Origin {
  readonly of: 'database' | 'dataSource' | 'page'
  readonly parent: 'databaseId' | 'dataSourceId' | 'pageId'
}

/** Documents store how the type follows from the key. */
export const typeOfKeyV2 = m.hidden('={{$parameter["&key"].split("|")[1]}}')
export const typeOfKey = m.hidden('={{$parameter["&key"].split("|").pop()}}')

const isOf = (type: string) => m.is('type', type)

const fileUrls = m.list(
  'Files',
  'fileUrl',
  { name: m.text('Name'), url: m.text('Address') },
  { groupLabel: 'File', sortable: true },
)

/** @param old where versions before 3 look, @param now where version 3 does */
export function propertyValues(old: Origin, now: Origin) {
  const option = (label: string) =>
    m.oneOf(
      m.until(2.2, m.pick(label, `${old.of}Options`)),
      m.since(3, m.pick(label, `${now.of}Options`, { dependsOn: [now.parent, '&key'] })),
    )
  return m.list(
    'Properties',
    'propertyValues',
    {
      key: m.oneOf(
        m.until(2.2, m.pick('Property', `${old.of}Properties`, { dependsOn: [old.parent] })),
        m.since(3, m.pick('Property', `${now.of}Properties`, { dependsOn: [now.parent] })),
      ),
      type: m.oneOf(m.until(2.2, typeOfKeyV2), m.since(3, typeOfKey)),
      title: m.when(isOf('title'), m.text('Title')),
      ...m.given(isOf('rich_text'), {
        richText: m.until(2.2, richText),
        textContent: m.oneOf(m.until(2.2, plainText), m.since(3, m.text('Text'))),
      }),
      phoneValue: m.when(isOf('phone_number'), m.text('Phone number')),
      multiSelectValue: m.when(
        isOf('multi_select'),
        m.oneOf(m.until(2.2, m.picks('Options', `${old.of}Options`)), m.since(3, m.text('Options'))),
      ),
      selectValue: m.when(isOf('select'), option('Option')),
      statusValue: m.when(isOf('status'), option('Status')),
      numberValue: m.when(isOf('number'), m.number('Number')),
      checkboxValue: m.when(isOf('checkbox'), m.flag('Checked')),
      ...m.given(isOf('url'), { urlValue: m.text('Address'), ignoreIfEmpty: m.flag('Leave out if empty') }),
      emailValue: m.when(isOf('email'), m.text('Email address')),
      peopleValue: m.when(isOf('people'), m.picks('People', 'users')),
      relationValue: m.when(isOf('relation'), m.texts('IDs of the related pages')),
      ...m.given(isOf('date'), {
        ...dateOrRange,
        includeTime: m.flag('With the time', { default: true }),
        timezone: m.pick('Time zone', 'timezones', { default: 'default' }),
      }),
      fileUrls: m.since(2, m.when(isOf('files'), fileUrls)),
    },
    { groupLabel: 'Property' },
  )
}
