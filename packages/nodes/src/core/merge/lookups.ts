import { type JsonObject, type Lookup, type LookupPage, valueAt } from '@millrace/sdk'

type Choices = LookupPage['choices']

export const inputs: Lookup = ({ rawParameters }) => Promise.resolve({ choices: inputChoices(rawParameters) })
export const clashes: Lookup = ({ rawParameters }) => Promise.resolve({ choices: clashChoices(rawParameters) })

/** The inputs the node has. */
export function inputChoices(parameters: JsonObject): Choices {
  return Array.from({ length: countOf(parameters) }, (_, i) => ({ value: String(i + 1), label: `Input ${i + 1}` }))
}

/** What can become of fields that several inputs have. */
export function clashChoices(parameters: JsonObject): Choices {
  const count = countOf(parameters)
  const earlier = inputChoices(parameters).slice(0, -1)
  return [
    { value: 'addSuffix', label: 'All, with the number of the input in the name' },
    ...earlier.map(({ value, label }) => ({ value: `preferInput${value}`, label: `That of ${label.toLowerCase()}` })),
    { value: 'preferLast', label: `That of input ${count}` },
  ]
}

function countOf(parameters: JsonObject): number {
  const count = Number(valueAt(parameters, 'numberInputs') ?? 2)
  return Number.isInteger(count) && count >= 2 ? count : 2
}
