/**
 * The credential types of n8n 2.40.5 as data, for everything that is not written by hand: a type a line, its names,
 * fields and the way it signs requests. Read once, when somebody first asks for a type that is not written by hand.
 */
import { readFileSync } from 'node:fs'
import type { JsonObject, Property } from '@millrace/sdk'

export interface CredentialFact {
  readonly type: string
  readonly name: string
  /** Types whose fields it has besides its own. */
  readonly extends?: readonly string[]
  /** It is no choice of its own. */
  readonly hidden?: true
  /** It belongs to no service. */
  readonly generic?: true
  /** It signs requests by code, of which nothing is recorded. */
  readonly signing?: 'code'
  readonly sign?: SigningFacts
  /** A request that succeeds when the credential works. */
  readonly test?: TestFacts
  readonly oauth2?: OAuth2Facts
  readonly properties: readonly FactProperty[]
}

export interface FactProperty extends Property {
  /** A type that extends this one does not have it. */
  readonly own?: true
  /** It holds what a service gives for a while, which is fetched by code. */
  readonly expires?: true
}

/** What is added to a request; texts that begin with `=` are expressions over `$credentials`. */
export interface SigningFacts {
  readonly headers?: Readonly<Record<string, string>>
  readonly qs?: Readonly<Record<string, string>>
  readonly body?: JsonObject
  readonly auth?: { readonly username: string; readonly password: string }
}

export interface TestFacts {
  readonly baseURL?: string
  readonly url?: string
  readonly method?: string
  readonly headers?: JsonObject
  readonly qs?: JsonObject
  readonly body?: JsonObject
  readonly json?: boolean
  /** Any answer shows that the credential works. */
  readonly ignoreHttpStatusErrors?: boolean
  readonly skipSslCertificateValidation?: boolean | string
}

export interface OAuth2Facts {
  readonly grantType?: OAuth2Setting
  readonly authUrl?: OAuth2Setting
  readonly accessTokenUrl?: OAuth2Setting
  readonly scope?: OAuth2Setting
  readonly authQueryParameters?: OAuth2Setting
  readonly authentication?: OAuth2Setting
}

/** A text, in which `{x}` stands for the field x, that may depend on fields or be replaced by the user's own scopes. */
export type OAuth2Setting =
  | string
  | { readonly default: string; readonly customisable: true }
  | {
      readonly cases: readonly { readonly when: JsonObject | readonly JsonObject[]; readonly value: string }[]
    }

export function readCredentialFacts(): readonly CredentialFact[] {
  const text = readFileSync(new URL('../../facts/credentials/types.jsonl', import.meta.url), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line): CredentialFact => JSON.parse(line))
}
