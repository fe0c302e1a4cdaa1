/** What several operations on data tables ask for. */
import * as m from '@millrace/sdk'

export const dataTableId = m.locator('Data table', [m.byList('table'), m.byName(), m.byId()], { required: true })

const dependsOnTable = { dependsOn: ['dataTableId.value'] }

export const columnOfTable = (label: string, preset: string) =>
  m.pick(label, 'dataTableColumns', { default: preset, ...dependsOnTable })

const keyName = columnOfTable('Column', 'id')

const keyValue = m.when(m.isNot('condition', 'isEmpty', 'isNotEmpty', 'isTrue', 'isFalse'), m.value('Value'))

/** Which rows are meant. */
export const matched = {
  dataTableId,
  matchType: m.choice('A row must match', { anyCondition: 'Any condition', allConditions: 'All conditions' }),
  filters: m.list('Conditions', 'conditions', {
    keyName,
    condition: m.pick('Condition', 'conditionsForColumn', { default: 'eq', dependsOn: ['&keyName'] }),
    keyValue,
  }),
}

/** The same where a condition is always that the column holds the value. */
export const equal = { ...matched, filters: m.list('Conditions', 'conditions', { keyName, keyValue }) }

export const dryRun = m.collection('Options', {
  dryRun: m.flag('Try only', { help: 'Shows what would change, before and after, and changes nothing.' }),
})

/** The cells to write: the fields of the item by their names, or column by column. */
export const columns = (valuesLabel: string) =>
  m.mapper(
    'Columns',
    {
      valuesLabel,
      mode: 'add',
      fieldWords: { singular: 'column', plural: 'columns' },
      addAllFields: true,
      multiKeyMatch: true,
      hideNoDataError: true,
    },
    { required: true, noExpression: true, lookup: 'dataTables', ...dependsOnTable },
  )
