import { StoreError } from '../error.ts'
import { type JsonObject, parseObject, parseTexts } from '../json.ts'
import type { CredentialsTable } from '../schema.ts'
import { newKey, seal, unseal } from './envelope.ts'
import type { Keyring } from './keyring.ts'
import type { MasterKey } from './master-key.ts'

/**
 * How a credential's fields lie in its row: sealed under a data key of their own, which is sealed under the master
 * key. Both seals are bound to what the credential is and where it may go, so a row, a field, a project or a list of
 * hosts that was exchanged in the database opens nothing. Each save makes a new data key.
 */
export interface Sealed {
  readonly format: number
  readonly key_id: string
  readonly data_key: Uint8Array
  readonly payload: Uint8Array
}

/** What the seals are bound to. */
export type Bound = Pick<CredentialsTable, 'id' | 'project' | 'type' | 'allowed_hosts'>

const FORMAT = 1

export function sealFields(ring: Keyring, about: Bound, fields: JsonObject): Sealed {
  const dataKey = newKey()
  const payload = seal(dataKey, Buffer.from(JSON.stringify(fields)), boundTo(FORMAT, about))
  return { format: FORMAT, key_id: ring.current.id, data_key: wrap(ring.current, dataKey, FORMAT, about), payload }
}

/** @throws StoreError `credential_damaged` */
export function openFields(ring: Keyring, row: Bound & Sealed): JsonObject {
  const dataKey = unwrap(ring, row)
  const text = unseal(dataKey, row.payload, boundTo(row.format, row))
  if (text === undefined) throw damaged(row.id)
  return parseObject(Buffer.from(text).toString())
}

/** The same data key under the ring's current master key; the payload stays as it is. */
export function rewrap(ring: Keyring, row: Bound & Sealed): Pick<Sealed, 'key_id' | 'data_key'> {
  return { key_id: ring.current.id, data_key: wrap(ring.current, unwrap(ring, row), row.format, row) }
}

function wrap(key: MasterKey, dataKey: Uint8Array, format: number, about: Bound): Uint8Array {
  return seal(key.wrapping, dataKey, boundTo(format, about, key.id))
}

function unwrap(ring: Keyring, row: Bound & Sealed): Uint8Array {
  const key = ring.byId(row.key_id)
  const dataKey =
    key === undefined ? undefined : unseal(key.wrapping, row.data_key, boundTo(row.format, row, row.key_id))
  if (dataKey === undefined) throw damaged(row.id)
  return dataKey
}

function boundTo(format: number, about: Bound, keyId?: string): string {
  const hosts = parseTexts(about.allowed_hosts)
  const bound = [format, about.id, about.project, about.type, hosts]
  return JSON.stringify(keyId === undefined ? bound : [...bound, keyId])
}

function damaged(id: string): StoreError {
  return new StoreError(
    'credential_damaged',
    `Credential ${id} cannot be opened: its row was changed outside Millrace. Enter its fields again.`,
    { details: { id } },
  )
}
