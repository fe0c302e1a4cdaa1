import type { CredentialSignature, CredentialType } from '../credential-type.ts'
import type { HttpRequest } from '../http.ts'
import { deriveProperties } from './derive.ts'
import type { Inputs, Read } from './input.ts'
import { read } from './read.ts'

export interface CredentialDefinition<I extends Inputs> extends Omit<CredentialType, 'properties' | 'sign' | 'test'> {
  readonly fields: I
  /** What it adds to a request. */
  readonly sign?: (fields: Read<I>) => CredentialSignature
  /** A request that succeeds when the credential works. */
  readonly test?: (fields: Read<I>) => HttpRequest
}

/** A credential type out of one declaration: its form and its typed fields come from `fields`. */
export function defineCredential<const I extends Inputs>(about: CredentialDefinition<I>): CredentialType {
  const { fields, sign, test, ...rest } = about
  return {
    ...rest,
    properties: deriveProperties(fields, [1]),
    ...(sign && { sign: (values) => sign(read(fields, values, 1)) }),
    ...(test && { test: (values) => test(read(fields, values, 1)) }),
  }
}
