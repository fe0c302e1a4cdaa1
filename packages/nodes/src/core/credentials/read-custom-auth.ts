import { type CredentialSignature, isJsonObject } from '@millrace/sdk'
import { readSecretJson, texts } from './read-secret-json.ts'

/**
 * What a custom credential adds to a request: `headers`, `qs` and `body` of its JSON.
 * @throws NodeError when it is no JSON object
 */
export function readCustomAuth(json: unknown): CredentialSignature {
  const example = '{ "headers": { … }, "qs": { … }, "body": { … } }'
  const { headers, qs, body } = readSecretJson(json, 'The JSON of the custom credential', example)
  return {
    ...(isJsonObject(headers) && { headers: texts(headers) }),
    ...(isJsonObject(qs) && { query: texts(qs) }),
    ...(isJsonObject(body) && { body }),
  }
}
