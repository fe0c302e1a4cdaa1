import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'

/**
 * One connection to the database file: the pragmas every connection needs, statements prepared once, and values
 * in the forms SQLite knows. It is synchronous; which thread it lives on decides whom it may keep waiting.
 */
export interface SqliteConnection {
  readonly database: DatabaseSync
  query(sql: string, parameters: readonly unknown[]): SqliteResult
  close(): void
}

export interface SqliteResult {
  readonly rows: Record<string, unknown>[]
  readonly changes: number
  readonly insertId: number
}

export type ConnectionRole = 'writer' | 'reader'

export interface ConnectionOptions {
  readonly file: string
  readonly role: ConnectionRole
  readonly synchronous: 'full' | 'normal'
}

/** Kept prepared; a query builder's texts repeat, so the same few come back. */
const STATEMENTS = 200
/** How long a writer of another process (the command line) may hold the lock before we give up. */
const BUSY_MS = 10_000

export function openConnection(options: ConnectionOptions): SqliteConnection {
  const database = new DatabaseSync(options.file, { readOnly: options.role === 'reader', timeout: BUSY_MS })
  if (options.role === 'writer') {
    // auto_vacuum counts only before the first table is made, so it comes first.
    database.exec('pragma auto_vacuum = incremental')
    database.exec('pragma journal_mode = wal')
    database.exec(`pragma synchronous = ${options.synchronous}`)
    database.exec('pragma wal_autocheckpoint = 2000')
    database.exec('pragma journal_size_limit = 67108864')
    database.exec('pragma foreign_keys = on')
  }
  const prepared = new Map<string, StatementSync>()

  function statementOf(sql: string): StatementSync {
    const known = prepared.get(sql)
    if (known !== undefined) {
      prepared.delete(sql)
      prepared.set(sql, known)
      return known
    }
    const statement = database.prepare(sql)
    prepared.set(sql, statement)
    if (prepared.size > STATEMENTS) {
      const [oldest] = prepared.keys()
      if (oldest !== undefined) prepared.delete(oldest)
    }
    return statement
  }

  return {
    database,
    query(sql, parameters) {
      const statement = statementOf(sql)
      const values = parameters.map(toSqlite)
      // A pragma may work on with every row it gives (incremental_vacuum), even with rows of no columns.
      if (statement.columns().length > 0 || sql.startsWith('pragma')) {
        const rows = statement.all(...values)
        return { rows, changes: rows.length, insertId: 0 }
      }
      const { changes, lastInsertRowid } = statement.run(...values)
      return { rows: [], changes: Number(changes), insertId: Number(lastInsertRowid) }
    },
    close() {
      prepared.clear()
      database.close()
    },
  }
}

function toSqlite(value: unknown): SQLInputValue {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
      return value
    case 'boolean':
      return value ? 1 : 0
    case 'undefined':
      return null
    default:
      if (value === null || value instanceof Uint8Array) return value
      if (value instanceof Date) return value.toISOString()
      return JSON.stringify(value)
  }
}
