import type { CredentialType } from '../credential-type.ts'
import { deriveProperties } from './derive.ts'
import type { Inputs } from './input.ts'

/** A credential type out of one declaration: its form comes from its fields. */
export function defineCredential(
  about: Omit<CredentialType, 'properties'> & { readonly fields: Inputs },
): CredentialType {
  const { fields, ...rest } = about
  return { ...rest, properties: deriveProperties(fields, [1]) }
}
