import { type DataTable, type Located, refuse, type RunContext } from '@millrace/sdk'

/**
 * The data table that a locator names.
 * @throws NodeError `table_not_chosen`, `table_unknown`
 */
export async function findTable(
  { dataTables }: Pick<RunContext, 'dataTables'>,
  { mode, value }: Located,
): Promise<DataTable> {
  if (value === '') {
    throw refuse('No data table is chosen.', {
      code: 'table_not_chosen',
      hint: 'Choose one in the node.',
      retry: 'no',
    })
  }
  const found = await dataTables.find(mode === 'name' ? { name: value } : { id: value })
  if (found !== undefined) return found
  throw refuse(`There is no data table “${value}”.`, {
    code: 'table_unknown',
    hint: 'It may have been deleted, or belong to another project. Choose one from the list.',
    retry: 'no',
  })
}

/** `findTable`, once for each locator: the items of a run nearly always mean the same one. */
export function tableFinder(context: RunContext): (which: Located) => Promise<DataTable> {
  const found = new Map<string, Promise<DataTable>>()
  return (which) => {
    const key = `${which.mode}:${which.value}`
    let table = found.get(key)
    if (table === undefined) found.set(key, (table = findTable(context, which)))
    return table
  }
}
