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
  /** Walks the chain. @throws StoreError `audit_broken` naming the first row that does not fit */
  verify(): Promise<{ readonly rows: number; readonly head: string }>
}
