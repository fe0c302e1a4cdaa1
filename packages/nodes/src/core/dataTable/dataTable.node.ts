/** Tables that workflows keep rows in, inside Millrace: https://docs.n8n.io/integrations/builtin/core-nodes/n8n-nodes-base.datatable/ */
import * as m from '@millrace/sdk'
import { conditionsForColumn, dataTableColumns, dataTables, table } from './lookups.ts'
import { deleteRows, get, insert, rowExists, rowNotExists, update, upsert } from './rows.ts'
import { clear, create, list, remove, rename } from './tables.ts'

export const dataTable = m.defineNode({
  type: 'dataTable',
  name: 'Data table',
  about: 'Keeps rows in tables of this server: inserts, finds, changes and deletes them.',
  icon: 'lucide:table',
  category: 'data',
  aliases: ['database', 'row', 'store', 'upsert', 'lookup', 'data store'],
  versions: [1, 1.1],
  summary: [
    { text: '{operation} in {dataTableId}', when: m.is('resource', 'row') },
    { text: '{operation} a table', when: m.is('resource', 'table') },
  ],
  resources: { row: 'Row', table: 'Table' },
  operations: {
    'row.deleteRows': deleteRows,
    'row.get': get,
    'row.rowExists': rowExists,
    'row.rowNotExists': rowNotExists,
    'row.insert': insert,
    'row.update': update,
    'row.upsert': upsert,
    'table.clear': clear,
    'table.create': create,
    'table.delete': remove,
    'table.list': list,
    'table.update': rename,
  },
  lookups: { table, dataTableColumns, dataTables, conditionsForColumn },
})
