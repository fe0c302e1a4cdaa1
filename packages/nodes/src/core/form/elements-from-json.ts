import { refuse } from '@millrace/sdk'

/**
 * The elements of a form that are written as JSON.
 * @throws NodeError when they are no list
 */
export function elementsFromJson(given: unknown): unknown {
  const value = typeof given === 'string' ? parsed(given) : given
  if (Array.isArray(value)) return value
  throw refuse('The elements of the form are no list.', {
    code: 'form_elements_wrong',
    hint: 'Write a JSON list of elements: [{ "fieldLabel": "Name" }].',
    retry: 'no',
    reach: 'node',
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw refuse(`The elements of the form are no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      code: 'form_elements_wrong',
      hint: 'Check commas, quotes and brackets.',
      retry: 'no',
      reach: 'node',
      cause,
    })
  }
}
