/** Signing and testing as facts declare it: texts that begin with `=` are expressions over `$credentials`. */
import { dataScope, resolveParameter } from '@millrace/expression'
import type { CredentialSignature, HttpRequest, Json, JsonObject } from '@millrace/sdk'
import type { SigningFacts, TestFacts } from './credential-facts.ts'

/** What a credential adds to a request. Values of fields are data: what looks like an expression in them stays text. */
export function signByTemplate(
  { headers = {}, qs, body, auth }: SigningFacts,
  fields: JsonObject,
): CredentialSignature {
  const { secret = [], open = [] } = Object.groupBy(Object.entries(headers), ([, value]) =>
    value.startsWith('=') ? 'secret' : 'open',
  )
  return {
    ...(secret.length > 0 && { headers: texts(Object.fromEntries(secret), fields) }),
    ...(open.length > 0 && { openHeaders: Object.fromEntries(open) }),
    ...(qs && { query: texts(qs, fields) }),
    ...(body && { body: resolved(body, fields) }),
    ...(auth && { basic: { user: text(auth.username, fields), password: text(auth.password, fields) } }),
  }
}

export function testByTemplate(test: TestFacts, fields: JsonObject): HttpRequest {
  const { baseURL = '', url = '', method = 'GET', headers, qs, body, skipSslCertificateValidation } = test
  const unchecked = resolveParameter(skipSslCertificateValidation, scopeOf(fields)) === true
  return {
    method,
    url: joined(text(baseURL, fields), text(url, fields)),
    ...(headers && { headers: texts(headers, fields) }),
    ...(qs && { query: resolved(qs, fields) }),
    ...(body && { body: { kind: 'json', value: resolved(body, fields) } }),
    ...(unchecked && { allowUnauthorizedCerts: true }),
  }
}

/** An address under another; one that is whole stays as it is. */
function joined(base: string, path: string): string {
  if (base === '' || /^https?:\/\//.test(path)) return path
  if (path === '') return base
  return path.startsWith('?') ? base + path : `${base.replace(/\/$/, '')}/${path.replace(/^\//, '')}`
}

function texts(templates: JsonObject, fields: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(templates).map(([name, template]) => [name, text(template, fields)]))
}

function text(template: Json | undefined, fields: JsonObject): string {
  const value = resolveParameter(template, scopeOf(fields))
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value)
}

function resolved(templates: JsonObject, fields: JsonObject): JsonObject {
  // Templates are JSON, and fields are too: so is what they give.
  return resolveParameter(templates, scopeOf(fields)) as JsonObject
}

function scopeOf(fields: JsonObject) {
  return dataScope({ credentials: () => fields })
}
