import type { Access, Connection } from '../database.ts'
import { StoreError } from '../error.ts'
import { digest } from '../id.ts'
import type { AuditTable } from '../schema.ts'
import type { AuditSeal } from '../vault/audit-seal.ts'

/** What a change leaves in the audit, written in the transaction of the change. */
export interface AuditNote {
  /** Who did it, and from where. */
  readonly actor: string
  readonly kind: 'user' | 'apiKey' | 'system'
  readonly address?: string
}

export interface AuditEntry extends AuditNote {
  /** `credential.delete`, `workflow.publish`, … */
  readonly action: string
  readonly object: string
  /** Digests of the object's state, where it had one. */
  readonly before?: string
  readonly after?: string
  readonly outcome: 'done' | 'refused'
}

export interface AuditRow extends AuditEntry {
  readonly seq: number
  readonly at: number
  readonly hash: string
}

export interface Audit {
  /** Appends; resolves when it is on disk, so that an answer may wait for it. */
  record(entry: AuditEntry): Promise<void>
  list(afterSeq: number, limit?: number): Promise<readonly AuditRow[]>
  /** A signed word that says how far it is, for a place outside of the machine; undefined while it is empty. */
  checkpoint(): Promise<{ readonly seq: number; readonly text: string } | undefined>
  /**
   * Walks the chain, and compares it with the checkpoints in a text that was kept elsewhere.
   * @throws StoreError `audit_broken` naming the first entry that does not fit
   */
  verify(kept?: string): Promise<{ readonly rows: number; readonly head: string; readonly checkpoints: number }>
}

const NO_HASH = '0'.repeat(64)

export function createAudit({ db, clock }: Access, seal: AuditSeal): Audit {
  return {
    async record(entry) {
      await db.transaction().execute((transaction) => appendAudit(transaction, entry, clock()))
    },
    async list(afterSeq, limit = 200) {
      const rows = await readChain(db, afterSeq, limit)
      return rows.map(asAuditRow)
    },
    async checkpoint() {
      const last = await db
        .selectFrom('audit')
        .select(['seq', 'hash'])
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst()
      return last && { seq: last.seq, text: seal.seal({ seq: last.seq, at: clock(), head: last.hash }) }
    },
    async verify(kept = '') {
      const checkpoints = checkpointsIn(seal, kept)
      let seq = 0
      let head = NO_HASH
      for (;;) {
        const rows = await readChain(db, seq, 1000)
        for (const row of rows) {
          if (row.seq !== seq + 1 || row.prev_hash !== head || row.hash !== hashOf(row, head)) throw broken(seq + 1)
          seq = row.seq
          head = row.hash
          if (checkpoints.get(seq)?.some((one) => one !== head)) throw broken(seq)
        }
        if (rows.length === 0) break
      }
      const counted = await db.selectFrom('counters').select('value').where('name', '=', 'audit').executeTakeFirst()
      const furthest = Math.max(seq, ...checkpoints.keys())
      if (counted?.value !== seq || furthest > seq) throw broken(seq + 1)
      return { rows: seq, head, checkpoints: checkpoints.size }
    },
  }
}

/** The hashes that checkpoints say entries have, by entry. @throws StoreError `audit_broken` for one that is forged */
function checkpointsIn(seal: AuditSeal, text: string): ReadonlyMap<number, readonly string[]> {
  const heads = new Map<number, readonly string[]>()
  for (const checkpoint of seal.find(text)) {
    if (checkpoint === null) {
      throw new StoreError('audit_broken', 'A checkpoint was not signed by this instance, or was changed.')
    }
    heads.set(checkpoint.seq, [...(heads.get(checkpoint.seq) ?? []), checkpoint.head])
  }
  return heads
}

/**
 * Adds an entry within a transaction. The counter's row is locked until its end, so entries of several processes
 * form one chain.
 */
export async function appendAudit(transaction: Connection, entry: AuditEntry, at: number): Promise<void> {
  const { value: seq } = await transaction
    .updateTable('counters')
    .set((eb) => ({ value: eb('value', '+', 1) }))
    .where('name', '=', 'audit')
    .returning('value')
    .executeTakeFirstOrThrow()
  const before = await transaction
    .selectFrom('audit')
    .select('hash')
    .where('seq', '=', seq - 1)
    .executeTakeFirst()
  const row = {
    seq,
    at,
    actor: entry.actor,
    kind: entry.kind,
    address: entry.address ?? null,
    action: entry.action,
    object: entry.object,
    before: entry.before ?? null,
    after: entry.after ?? null,
    outcome: entry.outcome,
  }
  const prevHash = before?.hash ?? NO_HASH
  await transaction
    .insertInto('audit')
    .values({ ...row, prev_hash: prevHash, hash: hashOf(row, prevHash) })
    .execute()
}

/** The same, where a change may come without a note (the system's own). */
export async function auditChange(
  transaction: Connection,
  note: AuditNote | undefined,
  change: Pick<AuditEntry, 'action' | 'object' | 'before' | 'after'>,
  at: number,
): Promise<void> {
  if (note !== undefined) await appendAudit(transaction, { ...note, ...change, outcome: 'done' }, at)
}

type Hashed = Omit<AuditTable, 'prev_hash' | 'hash'>

function hashOf(row: Hashed, prevHash: string): string {
  const { seq, at, actor, kind, address, action, object, before, after, outcome } = row
  return digest(JSON.stringify([seq, at, actor, kind, address, action, object, before, after, outcome]) + prevHash)
}

function readChain(db: Connection, afterSeq: number, limit: number): Promise<readonly AuditTable[]> {
  return db.selectFrom('audit').selectAll().where('seq', '>', afterSeq).orderBy('seq').limit(limit).execute()
}

function asAuditRow(row: AuditTable): AuditRow {
  return {
    seq: row.seq,
    at: row.at,
    actor: row.actor,
    kind: row.kind === 'user' || row.kind === 'apiKey' ? row.kind : 'system',
    action: row.action,
    object: row.object,
    outcome: row.outcome === 'refused' ? 'refused' : 'done',
    hash: row.hash,
    ...(row.address === null ? {} : { address: row.address }),
    ...(row.before === null ? {} : { before: row.before }),
    ...(row.after === null ? {} : { after: row.after }),
  }
}

function broken(seq: number): StoreError {
  return new StoreError(
    'audit_broken',
    `The audit does not fit together at entry ${seq}: it was changed, removed or cut off outside Millrace.`,
    { details: { seq } },
  )
}
