/** Credential types out of the facts about them. */
import { type CredentialType, type JsonObject, type Property, refuse } from '@millrace/sdk'
import type { CredentialFact, FactProperty } from './credential-facts.ts'
import { signWithStoredToken, storedTokens } from './stored-tokens.ts'
import { signByTemplate, testByTemplate } from './templates.ts'

const byCode = 'Requests cannot be signed with it yet: this service has a way of its own.'
const bySession =
  'Requests cannot be signed with it yet: the service wants a session to be opened first. Only one that is stored already is used.'
const bySigning = 'Requests cannot be signed with it yet, since nobody can sign in from here.'
const bySignIn =
  'Nobody can sign in from here yet. A credential that is imported with its token works until the token is over.'

/** The types, in the order of their facts. */
export function credentialTypesOf(facts: readonly CredentialFact[]): readonly CredentialType[] {
  const byType = new Map(facts.map((fact) => [fact.type, fact]))
  return facts.filter(({ hidden }) => !hidden).map((fact) => credentialTypeOf(fact, byType))
}

function credentialTypeOf(fact: CredentialFact, byType: ReadonlyMap<string, CredentialFact>): CredentialType {
  const { type, name, signing, sign, test } = fact
  const properties = propertiesOf(fact, byType)
  const form = properties.map(formProperty)
  const filled = (fields: JsonObject) => ({ ...defaultsOf(form), ...fields })
  if (isOAuth(fact, 'oAuth2Api', byType)) {
    return {
      type,
      name,
      about: bySignIn,
      properties: [...form, storedTokens],
      sign: (fields) => signWithStoredToken(fields, name),
    }
  }
  if (isOAuth(fact, 'oAuth1Api', byType)) {
    return { type, name, about: bySigning, properties: [...form, storedTokens] }
  }
  if (sign === undefined) return { type, name, ...(signing && { about: byCode }), properties: form }
  const sessions = properties.filter(({ expires }) => expires).map((property) => property.name)
  return {
    type,
    name,
    ...(sessions.length > 0 && { about: bySession }),
    properties: form,
    sign: (fields) => {
      if (sessions.some((session) => !fields[session])) throw sessionMissing(name)
      return signByTemplate(sign, filled(fields))
    },
    ...(test && sessions.length === 0 && { test: (fields: JsonObject) => testByTemplate(test, filled(fields)) }),
  }
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
  const again = Map.groupBy(properties, ({ name }) => name)
  for (const name of again.keys()) all.delete(name)
  return [...all.values(), ...properties]
}

function formProperty({ own: _own, expires: _expires, ...property }: FactProperty): Property {
  return property
}

/** The first of several fields of a name has the default that is meant where none is stored. */
function defaultsOf(properties: readonly Property[]): JsonObject {
  return Object.fromEntries(properties.toReversed().map((property) => [property.name, property.default]))
}

function isOAuth(
  { type, extends: parents = [] }: CredentialFact,
  root: string,
  byType: ReadonlyMap<string, CredentialFact>,
): boolean {
  return (
    type === root ||
    parents.some((parent) => {
      const fact = byType.get(parent)
      return fact !== undefined && isOAuth(fact, root, byType)
    })
  )
}
