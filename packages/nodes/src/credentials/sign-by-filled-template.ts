/** “Templated Custom Auth”: what is added to a request is JSON with gaps, `{{name}}`, and what fills them is JSON too. */
import { type CredentialSignature, isJsonObject, type Json, type JsonObject } from '@millrace/sdk'
import { readCustomAuth } from '../core/credentials/read-custom-auth.ts'
import { readSecretJson } from '../core/credentials/read-secret-json.ts'
import { cannotSign, type Sign } from './signing.ts'

/** @throws NodeError `credential_invalid` where a field is no JSON object, `credential_cannot_sign` where a gap is not filled */
export const signByFilledTemplate: Sign = (field) => {
  const template = readSecretJson(field('template'), 'The template of the credential', '{ "headers": { … } }')
  const values =
    field('placeholderValues') === ''
      ? {}
      : readSecretJson(field('placeholderValues'), 'The text of the values', '{ "api_key": "…" }')
  return signature(filled(template, values))
}

function signature(json: Json): CredentialSignature {
  return readCustomAuth(json)
}

/** The gaps are filled in the texts that were read, so that no value can change the shape around it. */
function filled(template: Json, values: JsonObject): Json {
  if (typeof template === 'string')
    return template.replaceAll(/\{\{\s*([\w.-]+)\s*\}\}/g, (_, name: string) => valueOf(name, values))
  if (Array.isArray(template)) return template.map((one: Json) => filled(one, values))
  if (!isJsonObject(template)) return template
  const members = Object.entries(template).map(([name, value]) => [
    name,
    value === undefined ? null : filled(value, values),
  ])
  return Object.fromEntries(members)
}

function valueOf(name: string, values: JsonObject): string {
  const value = Object.hasOwn(values, name) ? values[name] : undefined
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw cannotSign(`The credential has no value for “${name}”.`, 'Fill all gaps of its template.')
}
