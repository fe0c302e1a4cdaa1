import type { Json } from '../json.ts'

/** Settings of the instance: small JSON values under dotted names. */
export interface Settings {
  get(name: string): Promise<Json | undefined>
  set(name: string, value: Json): Promise<void>
  delete(name: string): Promise<void>
}
