import type { CredentialSignature } from '@millrace/sdk'
import { isObject, readSecretJson, texts } from './read-secret-json.ts'

/**
 * What a custom credential adds to a request: `headers`, `qs` and `body` of its JSON.
 * @throws NodeError when it is no JSON object
 */
export function readCustomAuth(json: unknown): CredentialSignature {
  const example = '{ "headers": { … }, "qs": { … }, "body": { … } }'
  const { headers, qs, body } = readSecretJson(json, 'The JSON of the custom credential', example)
  return {
    ...(isObject(headers) && { headers: texts(headers) }),
    ...(isObject(qs) && { query: texts(qs) }),
    ...(isObject(body) && { body }),
  }
}
