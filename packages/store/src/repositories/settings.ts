import type { Access } from '../database.ts'
import type { Json } from '../json.ts'

/** Settings of the instance: small JSON values under dotted names. */
export interface Settings {
  get(name: string): Promise<Json | undefined>
  set(name: string, value: Json): Promise<void>
  delete(name: string): Promise<void>
}

export function createSettings({ db, look }: Access): Settings {
  return {
    async get(name) {
      const row = await look.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst()
      if (row === undefined) return undefined
      const value: Json = JSON.parse(row.value)
      return value
    },
    async set(name, value) {
      const text = JSON.stringify(value)
      await db
        .insertInto('settings')
        .values({ name, value: text })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: text }))
        .execute()
    },
    async delete(name) {
      await db.deleteFrom('settings').where('name', '=', name).execute()
    },
  }
}
