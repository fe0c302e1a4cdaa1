/**
 * Data tables in the public API: https://docs.n8n.io/connect/n8n-api/data-table. Filters are JSON; in an address, as
 * text.
 */
import * as z from 'zod'
import { contract } from './contract.ts'
import { cell, cells, columnType, tableColumn } from './data-tables.ts'
import { flag, id, jsonObject, next, nothing, page } from './values.ts'

const byTable = z.object({ dataTableId: id })

export const publicDataTable = z.object({
  id,
  name: z.string(),
  columns: z.array(z.object({ id: z.string(), name: z.string(), type: columnType, index: z.number() })),
  projectId: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type PublicDataTable = z.output<typeof publicDataTable>

export const publicRowFilter = z.object({
  type: z.enum(['and', 'or']).default('and'),
  filters: z.array(
    z.object({
      columnName: z.string(),
      condition: z.enum(['eq', 'neq', 'like', 'ilike', 'gt', 'gte', 'lt', 'lte']),
      value: cell,
    }),
  ),
})
export type PublicRowFilter = z.output<typeof publicRowFilter>

/** JSON in an address, and by what it is read. */
function jsonText<T extends z.ZodType>(of: T) {
  return z
    .string()
    .max(16_384)
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text)
      } catch {
        context.addIssue('This is no JSON.')
        return z.NEVER
      }
    })
    .pipe(of)
}

const sortBy = z
  .string()
  .regex(/^\w+:(?:asc|desc)$/i, 'Write “column:asc” or “column:desc”.')
  .optional()

const address = (name: string, method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, about: string) =>
  ({ name, method, path: `/api/v1/data-tables${path}`, about }) as const

export const publicListDataTables = contract(address('publicListDataTables', 'GET', '', 'Retrieve data tables.'), {
  query: z.object({
    ...page,
    filter: jsonText(z.object({ name: z.string().optional(), id: z.string().optional() })).optional(),
    sortBy,
  }),
  answer: z.object({ data: z.array(publicDataTable), nextCursor: next }),
})

export const publicCreateDataTable = contract(
  { ...address('publicCreateDataTable', 'POST', '', 'Create a data table.'), status: 201 },
  { body: z.object({ name: z.string(), columns: z.array(tableColumn) }), answer: publicDataTable },
)

export const publicGetDataTable = contract(
  address('publicGetDataTable', 'GET', '/:dataTableId', 'Retrieve a data table.'),
  { params: byTable, answer: publicDataTable },
)

export const publicRenameDataTable = contract(
  address('publicRenameDataTable', 'PATCH', '/:dataTableId', 'Rename a data table.'),
  { params: byTable, body: z.object({ name: z.string() }), answer: publicDataTable },
)

export const publicDeleteDataTable = contract(
  { ...address('publicDeleteDataTable', 'DELETE', '/:dataTableId', 'Delete a data table.'), status: 204 },
  { params: byTable, answer: nothing },
)

export const publicListRows = contract(
  address('publicListRows', 'GET', '/:dataTableId/rows', 'Retrieve rows of a data table.'),
  {
    params: byTable,
    query: z.object({
      ...page,
      filter: jsonText(publicRowFilter).optional(),
      sortBy,
      search: z.string().max(1000).optional(),
    }),
    answer: z.object({ data: z.array(jsonObject), nextCursor: next }),
  },
)

export const publicInsertRows = contract(
  address('publicInsertRows', 'POST', '/:dataTableId/rows', 'Insert rows into a data table.'),
  {
    params: byTable,
    body: z.object({
      data: z.array(cells).max(10_000),
      returnType: z.enum(['count', 'id', 'all']).default('count'),
    }),
    answer: z.union([z.object({ count: z.number() }), z.array(z.number()), z.array(jsonObject)]),
  },
)

const change = z.object({
  filter: publicRowFilter,
  data: cells,
  returnData: z.boolean().default(false),
  dryRun: z.boolean().default(false),
})
/** `true` where no rows are asked for. */
const changed = z.union([z.literal(true), z.array(jsonObject)])

export const publicUpdateRows = contract(
  address('publicUpdateRows', 'PATCH', '/:dataTableId/rows/update', 'Update the rows that match.'),
  { params: byTable, body: change, answer: changed },
)

export const publicUpsertRow = contract(
  address('publicUpsertRow', 'POST', '/:dataTableId/rows/upsert', 'Update the rows that match, or insert one.'),
  { params: byTable, body: change, answer: changed },
)

export const publicDeleteRows = contract(
  address('publicDeleteRows', 'DELETE', '/:dataTableId/rows/delete', 'Delete the rows that match.'),
  {
    params: byTable,
    query: z.object({
      filter: jsonText(publicRowFilter),
      returnData: flag.optional(),
      dryRun: flag.optional(),
    }),
    answer: changed,
  },
)

export const publicDataTableContracts = [
  publicListDataTables,
  publicCreateDataTable,
  publicGetDataTable,
  publicRenameDataTable,
  publicDeleteDataTable,
  publicListRows,
  publicInsertRows,
  publicUpdateRows,
  publicUpsertRow,
  publicDeleteRows,
] as const
