import { type CredentialSignature, type JsonObject, refuse } from '@millrace/sdk'

/**
 * What a custom credential adds to a request: `headers`, `qs` and `body` of its JSON.
 * @throws NodeError when it is no JSON object
 */
export function readCustomAuth(json: unknown): CredentialSignature {
  const fields = asObject(typeof json === 'string' ? parsed(json) : json)
  if (!fields) throw invalid()
  const headers = texts(fields['headers'])
  const query = texts(fields['qs'])
  const body = asObject(fields['body'])
  return { ...(headers && { headers }), ...(query && { query }), ...(body && { body }) }
}

function texts(value: unknown): Readonly<Record<string, string>> | undefined {
  const fields = asObject(value)
  return fields && Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, text(one)]))
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

function asObject(value: unknown): JsonObject | undefined {
  return isObject(value) ? value : undefined
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parsed(json: string): unknown {
  try {
    const value: unknown = JSON.parse(json)
    return value
  } catch (cause) {
    throw invalid(cause)
  }
}

/** The text is a secret, so the message does not show it. */
function invalid(cause?: unknown): Error {
  return refuse('The JSON of the custom credential is no JSON object.', {
    code: 'credential_invalid',
    hint: 'It looks like { "headers": { … }, "qs": { … }, "body": { … } }.',
    retry: 'no',
    ...(cause !== undefined && { cause: new Error('JSON could not be read') }),
  })
}
