import { isJsonObject, type JsonObject, refuse } from '@millrace/sdk'

/**
 * The object that a field of a credential holds as JSON text. The text is a secret, so no message shows it.
 * @throws NodeError when it is no JSON object
 */
export function readSecretJson(json: unknown, what: string, example: string): JsonObject {
  const value = typeof json === 'string' ? parsed(json, what, example) : json
  if (isJsonObject(value)) return value
  throw invalid(what, example)
}

/** The members as text, as headers and form fields hold them; undefined where it is no object. */
export function texts(value: unknown): Readonly<Record<string, string>> | undefined {
  return isJsonObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, text(member)]))
    : undefined
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

function parsed(json: string, what: string, example: string): unknown {
  try {
    const value: unknown = JSON.parse(json)
    return value
  } catch {
    // The parser's own words quote the text.
    throw invalid(what, example)
  }
}

function invalid(what: string, example: string): Error {
  return refuse(`${what} is no JSON object.`, {
    code: 'credential_invalid',
    hint: `It looks like ${example}.`,
    retry: 'no',
  })
}
