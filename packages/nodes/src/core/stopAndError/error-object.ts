import { isJsonObject, type JsonObject, refuse } from '@millrace/sdk'

/**
 * The object an author wrote as JSON, or gave with an expression.
 * @throws NodeError when it is none
 */
export function toErrorObject(given: unknown): JsonObject {
  const value = typeof given === 'string' ? parsed(given) : given
  if (isJsonObject(value)) return value
  throw notAnObject(value)
}

/** What an error object says: its message, or the member that stands for one, or the whole. */
export function messageOf(object: JsonObject): string {
  for (const name of ['message', 'description', 'error']) {
    const said = object[name]
    if (typeof said === 'string' && said !== '') return said
  }
  return `The workflow stopped with ${JSON.stringify(object)}.`
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch (cause) {
    throw notAnObject(text, cause)
  }
}

function notAnObject(given: unknown, cause?: unknown): Error {
  const shown = (JSON.stringify(given) ?? String(given)).slice(0, 100)
  return refuse(`The error object is ${shown}, which is no JSON object.`, {
    code: 'error_object_wrong',
    hint: 'Write an object with a message: { "message": "…" }.',
    reach: 'execution',
    retry: 'no',
    cause,
  })
}
