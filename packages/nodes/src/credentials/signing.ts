/** What the ways of signing have in common: how they read a credential's fields, and how they refuse. */
import { type CredentialSignature, type JsonObject, type NodeError, refuse } from '@millrace/sdk'

/** A field as text; empty where it is none. */
export type Fields = (name: string) => string
export type Sign = (field: Fields, fields: JsonObject) => CredentialSignature

export function fieldsAsText(fields: JsonObject): Fields {
  return (name) => {
    const value = fields[name]
    return typeof value === 'string' ? value : ''
  }
}

/** An address without the stroke at its end. */
export function base(address: string): string {
  return address.trim().replace(/\/+$/, '')
}

export function cannotSign(message: string, hint: string): NodeError {
  return refuse(message, { code: 'credential_cannot_sign', hint, retry: 'no' })
}
