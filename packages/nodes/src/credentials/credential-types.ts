/** Credential types out of the facts about them. */
import {
  type Condition,
  type CredentialSignature,
  type CredentialType,
  is,
  type JsonObject,
  type Property,
  refuse,
} from '@millrace/sdk'
import type { CredentialFact, FactProperty } from './credential-facts.ts'
import { serviceSignature } from './service-signatures.ts'
import { signByOAuth1 } from './sign-by-oauth1.ts'
import { signByOAuth2, storedTokens } from './sign-by-oauth2.ts'
import { signByTemplate, testByTemplate } from './templates.ts'

const byCode = 'Requests cannot be signed with it yet: this service has a way of its own.'
const bySession =
  'Requests cannot be signed with it yet: the service wants a session to be opened first. Only one that is stored already is used.'
const byOAuth1 =
  'Nobody can sign in by OAuth1 from here yet. A credential that is imported with its tokens signs requests.'

/** The types, in the order of their facts. */
export function credentialTypesOf(facts: readonly CredentialFact[]): readonly CredentialType[] {
  const byType = new Map(facts.map((fact) => [fact.type, fact]))
  return facts.filter(({ hidden }) => !hidden).map((fact) => credentialTypeOf(fact, byType))
}

function credentialTypeOf(fact: CredentialFact, byType: ReadonlyMap<string, CredentialFact>): CredentialType {
  const { type, name, generic, signing, test } = fact
  const properties = propertiesOf(fact, byType)
  const form = properties.map(formProperty)
  const defaults = defaultsOf(form)
  const filled = (fields: JsonObject) => ({ ...defaults, ...fields })
  const testable = test && { test: (fields: JsonObject) => testByTemplate(test, filled(fields)) }
  if (isA('oAuth2Api', fact, byType)) {
    const { oauth2 = {} } = fact
    return {
      type,
      name,
      properties: [...form, storedTokens],
      ...consentOf(form, defaults),
      sign: (fields) => signByOAuth2(type, oauth2, fields, filled(fields)),
      ...testable,
    }
  }
  if (isA('oAuth1Api', fact, byType)) {
    return {
      type,
      name,
      about: byOAuth1,
      ...(generic && { generic }),
      properties: [...form, storedTokens],
      sign: (fields) => signByOAuth1(filled(fields), name),
    }
  }
  const sign = signerOf(fact)
  if (sign === undefined) return { type, name, ...(signing && { about: byCode }), properties: form }
  const sessions = serviceSignature(type)
    ? []
    : properties.filter(({ expires }) => expires).map((property) => property.name)
  if (sessions.length === 0)
    return { type, name, properties: form, sign: (fields) => sign(filled(fields)), ...testable }
  return {
    type,
    name,
    about: bySession,
    properties: form,
    sign: (fields) => {
      if (sessions.some((session) => !fields[session])) throw sessionMissing(name)
      return sign(filled(fields))
    },
  }
}

function signerOf({ type, sign }: CredentialFact): ((fields: JsonObject) => CredentialSignature) | undefined {
  return serviceSignature(type) ?? (sign && ((fields) => signByTemplate(sign, fields)))
}

/** A person consents unless the client acts for itself: by the type's own word, or by the user's choice. */
function consentOf(form: readonly Property[], defaults: JsonObject): { readonly consent?: Condition } {
  const choice = form.findLast(({ name }) => name === 'grantType')
  if (choice !== undefined && choice.type !== 'hidden') return { consent: is('grantType', 'authorizationCode', 'pkce') }
  return defaults['grantType'] === 'clientCredentials' ? {} : { consent: {} }
}

function sessionMissing(name: string): Error {
  return refuse(`A credential of the kind “${name}” cannot open a session with its service yet.`, {
    code: 'credential_cannot_sign',
    hint: 'Fetch the token with a request of your own, and send it in a header.',
    retry: 'no',
  })
}

/** A type's own fields come in their order after those it has from others; what it names again is its own. */
function propertiesOf(
  { extends: parents = [], properties }: CredentialFact,
  byType: ReadonlyMap<string, CredentialFact>,
): readonly FactProperty[] {
  const all = new Map<string, FactProperty>()
  for (const parent of parents) {
    const fact = byType.get(parent)
    const inherited = fact === undefined ? [] : propertiesOf(fact, byType)
    for (const property of inherited) if (!property.own) all.set(property.name, property)
  }
  for (const { name } of properties) all.delete(name)
  return [...all.values(), ...properties]
}

/** What a service gave for a while is as secret as what it was given for. */
function formProperty({ own: _own, expires, ...property }: FactProperty): Property {
  return expires ? { ...property, password: true } : property
}

/** The first of several fields of a name has the default that is meant where none is stored. */
function defaultsOf(properties: readonly Property[]): JsonObject {
  return Object.fromEntries(properties.toReversed().map((property) => [property.name, property.default]))
}

function isA(
  root: string,
  { type, extends: parents = [] }: CredentialFact,
  byType: ReadonlyMap<string, CredentialFact>,
): boolean {
  if (type === root) return true
  return parents.some((parent) => {
    const fact = byType.get(parent)
    return fact !== undefined && isA(root, fact, byType)
  })
}
