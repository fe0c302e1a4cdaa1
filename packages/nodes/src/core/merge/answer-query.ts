/** The library, as far as it is used: https://github.com/AlaSQL/alasql */
interface Sql {
  readonly Database: new () => Database
  readonly yy: { readonly Column: new (column: Column) => object }
  parse(query: string): { readonly statements: readonly (Statement | undefined)[] }
}

interface Database {
  readonly databaseid: string
  readonly tables: Readonly<Record<string, { data: unknown[] }>>
  exec(query: string): unknown
}

interface Column {
  readonly columnid?: string
  readonly tableid: string
  readonly as: string
}

interface Statement {
  readonly columns?: unknown
  readonly from?: readonly Source[]
  readonly joins?: readonly { readonly table?: Source; readonly as?: string }[]
  readonly compile?: (database: string) => (parameters: unknown) => unknown
  readonly execute?: (database: string, parameters: unknown) => unknown
}

interface Source {
  readonly tableid?: string
  readonly as?: string
}

interface Work {
  readonly query: string
  readonly parameters: unknown
  readonly tables: readonly (readonly Readonly<Record<string, unknown>>[])[]
}

/**
 * Answers a query about tables `input1`, `input2` … with its rows and the items each of them came from, as one item.
 * The sandbox gets the text of this function, so it stands on its own. Every row of a table has its links in a field
 * that no name of data is like; where columns are chosen by name, it is chosen too.
 */
export function answerQuery(sql: Sql, { query, parameters, tables }: Work): readonly { readonly json: object }[] {
  const field = '\0links'

  const linked = (row: Readonly<Record<string, unknown>>) => {
    const members: [string, unknown][] = []
    const links: unknown[] = []
    for (const [name, value] of Object.entries(row)) {
      if (!name.startsWith(field)) members.push([name, value])
      else if (Array.isArray(value)) links.push(...value)
    }
    return { json: Object.fromEntries(members), links }
  }

  const chooseLinks = (statement: Statement) => {
    const { columns, from = [], joins = [] } = statement
    if (!Array.isArray(columns) || columns.some((one) => one.columnid === '*')) return
    // Rows of two queries are compared whole: with their links none would be like another.
    if (['union', 'except', 'intersect'].some((kind) => kind in statement)) return
    const sources = [...from, ...joins.map(({ table, as }) => ({ tableid: table?.tableid, as }))]
    sources.forEach(({ tableid, as }, place) => {
      const name = as ?? tableid
      if (tableid !== undefined && name !== undefined) {
        columns.push(new sql.yy.Column({ columnid: field, tableid: name, as: `${field}${place}` }))
      }
    })
  }

  try {
    const database = new sql.Database()
    tables.forEach((rows, input) => {
      database.exec(`CREATE TABLE input${input + 1}`)
      const table = database.tables[`input${input + 1}`]
      if (table) table.data = rows.map((row, item) => ({ ...row, [field]: [{ item, input }] }))
    })
    let result: unknown
    for (const statement of sql.parse(query).statements) {
      if (statement === undefined) throw new Error('It is empty.')
      chooseLinks(statement)
      result = statement.compile
        ? statement.compile(database.databaseid)(parameters)
        : statement.execute?.(database.databaseid, parameters)
    }
    return [{ json: { rows: Array.isArray(result) ? result.map((row) => linked(Object(row))) : [] } }]
  } catch (error) {
    return [{ json: { problem: error instanceof Error ? error.message : String(error) } }]
  }
}
