/** Credential types out of the facts about them. */
import {
  type Condition,
  type CredentialSignature,
  type CredentialType,
  is,
  type JsonObject,
  type Property,
} from '@millrace/sdk'
import type { CredentialFact, FactProperty } from './credential-facts.ts'
import { serviceSignature } from './service-signatures.ts'
import { sessionWay, signBySession } from './sessions.ts'
import { signByOAuth1 } from './sign-by-oauth1.ts'
import { signByOAuth2, storedTokens } from './sign-by-oauth2.ts'
import { signByTemplate, testByTemplate } from './templates.ts'

/** The types, in the order of their facts. */
export function credentialTypesOf(facts: readonly CredentialFact[]): readonly CredentialType[] {
  const byType = new Map(facts.map((fact) => [fact.type, fact]))
  return facts.filter(({ hidden }) => !hidden).map((fact) => credentialTypeOf(fact, byType))
}

function credentialTypeOf(fact: CredentialFact, byType: ReadonlyMap<string, CredentialFact>): CredentialType {
  const { type, name, generic, test } = fact
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
      ...(generic && { generic }),
      consent: {},
      consentBy: 'oauth1',
      properties: [...form, storedTokens],
      sign: (fields) => signByOAuth1(filled(fields)),
    }
  }
  const sign = signerOf(fact, filled)
  if (sign === undefined) return { type, name, properties: form }
  return { type, name, ...(generic && { generic }), properties: form, sign, ...testable }
}

function signerOf(
  { type, sign }: CredentialFact,
  filled: (fields: JsonObject) => JsonObject,
): ((fields: JsonObject) => CredentialSignature) | undefined {
  const own = serviceSignature(type)
  if (own !== undefined) return (fields) => own(filled(fields))
  const way = sessionWay(type)
  if (way !== undefined) return (fields) => signBySession(way, filled(fields), sign)
  return sign && ((fields) => signByTemplate(sign, filled(fields)))
}

/** A person consents unless the client acts for itself: by the type's own word, or by the user's choice. */
function consentOf(form: readonly Property[], defaults: JsonObject): { readonly consent?: Condition } {
  const choice = form.findLast(({ name }) => name === 'grantType')
  if (choice !== undefined && choice.type !== 'hidden') return { consent: is('grantType', 'authorizationCode', 'pkce') }
  return defaults['grantType'] === 'clientCredentials' ? {} : { consent: {} }
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
