import {
  CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryCompiler,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { Gate } from '../gate.ts'
import type { SqliteResult } from './connection.ts'

/**
 * Kysely on node:sqlite. Where a statement runs is decided here: selects outside a transaction on a connection
 * for reading, everything else on the one for writing, behind the gate it shares with the journal.
 */
export interface SqliteHands {
  readonly read: Run
  /** Left out where nothing may be written. */
  readonly write?: { readonly run: Run; readonly gate: Gate }
}

export type Run = (sql: string, parameters: readonly unknown[]) => Promise<SqliteResult>

export function sqliteDialect(hands: SqliteHands): Dialect {
  return {
    createDriver: () => new SqliteDriver(hands),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new ThreadedAdapter(),
    createIntrospector: (db: Kysely<unknown>): DatabaseIntrospector => new SqliteIntrospector(db),
  }
}

/** Our driver queues by itself, and SQLite rolls back changes of the schema as well. */
class ThreadedAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }

  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

class SqliteDriver implements Driver {
  readonly #hands: SqliteHands

  constructor(hands: SqliteHands) {
    this.#hands = hands
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<Hand> {
    return new Hand(this.#hands)
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'))
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'))
  }

  async savepoint(
    connection: DatabaseConnection,
    name: string,
    _compile: QueryCompiler['compileQuery'],
  ): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`savepoint ${quoted(name)}`))
  }

  async rollbackToSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`rollback to ${quoted(name)}`))
  }

  async releaseSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`release ${quoted(name)}`))
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    if (connection instanceof Hand) connection.letGo()
  }

  async destroy(): Promise<void> {}
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** What one query or one transaction holds: nothing until it first writes, then the gate until it is released. */
class Hand implements DatabaseConnection {
  readonly #hands: SqliteHands
  #leave: (() => void) | undefined

  constructor(hands: SqliteHands) {
    this.#hands = hands
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { write } = this.#hands
    const reads = this.#leave === undefined && query.query.kind === 'SelectQueryNode'
    if (reads || write === undefined) return asResult<Row>(await this.#hands.read(query.sql, query.parameters))
    this.#leave ??= await write.gate.enter()
    return asResult<Row>(await write.run(query.sql, query.parameters))
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    yield await this.executeQuery<Row>(query)
  }

  letGo(): void {
    this.#leave?.()
    this.#leave = undefined
  }
}

/** Kysely's typed queries vouch for the row type: it follows from the query that was compiled. */
function asResult<Row>(result: SqliteResult): QueryResult<Row> {
  return {
    rows: result.rows as Row[],
    numAffectedRows: BigInt(result.changes),
    insertId: BigInt(result.insertId),
  }
}
