import type { Access, Connection } from '../database.ts'
import { keyTaken } from '../error.ts'
import { isJsonObject, type WebhookResponse } from '../json.ts'

/** How long a key counts, in milliseconds: a day. */
export const KEY_LASTS = 86_400_000

/** What was begun under a key. */
export interface BegunUnderKey {
  readonly execution: string
  /** The first answer to whoever called; null while there is none. */
  readonly answer: WebhookResponse | null
}

/**
 * Keys of events. A key is written in the transaction that keeps its event, and the answer in the one that keeps what
 * the answer is of: here they are only looked up and, in time, forgotten.
 */
export interface WebhookKeys {
  /** What was begun under a key within the last day. */
  find(of: EventKey, now: number): Promise<BegunUnderKey | undefined>
  /** Deletes keys that count no more. */
  forgetOld(now: number): Promise<void>
}

export interface EventKey {
  readonly workflow: string
  readonly node: string
  readonly key: string
}

export function createWebhookKeys({ db, look }: Access): WebhookKeys {
  return {
    async find({ workflow, node, key }, now) {
      const row = await look
        .selectFrom('webhook_keys')
        .select(['execution', 'answer'])
        .where('workflow', '=', workflow)
        .where('node', '=', node)
        .where('key', '=', key)
        .where('created_at', '>', now - KEY_LASTS)
        .executeTakeFirst()
      return row && { execution: row.execution, answer: row.answer === null ? null : readAnswer(row.answer) }
    },
    async forgetOld(now) {
      await db
        .deleteFrom('webhook_keys')
        .where('created_at', '<=', now - KEY_LASTS)
        .execute()
    },
  }
}

/**
 * Writes the key of an event that is kept as a job.
 * @throws StoreError `key_taken`
 */
export async function putKey(
  db: Connection,
  row: EventKey & { readonly execution: string; readonly created_at: number; readonly answer: string | null },
): Promise<void> {
  const put = await db
    .insertInto('webhook_keys')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['workflow', 'node', 'key'])
        .doUpdateSet(row)
        .where((eb) =>
          eb.or([
            eb('webhook_keys.execution', '=', row.execution),
            eb('webhook_keys.created_at', '<=', row.created_at - KEY_LASTS),
          ]),
        ),
    )
    .returning('execution')
    .executeTakeFirst()
  if (put === undefined) throw keyTaken()
}

function readAnswer(text: string): WebhookResponse {
  const value: unknown = JSON.parse(text)
  if (!isAnswer(value)) throw new TypeError('A stored answer is damaged.')
  return value
}

function isAnswer(value: unknown): value is WebhookResponse {
  return isJsonObject(value) && typeof value['status'] === 'number' && isJsonObject(value['body'])
}
