import { type JsonObject, type Lookup, type LookupPage, valueAt } from '@millrace/sdk'

type Choice = LookupPage['choices'][number]

export const fallbackOutputs: Lookup = ({ rawParameters, node }) =>
  Promise.resolve({ choices: fallbackChoices(rawParameters, node.version) })

/** Where items may go that meet no rule: nowhere, to an output of a rule, or (from version 3) to one of their own. */
export function fallbackChoices(parameters: JsonObject, version: number): readonly Choice[] {
  const rules = valueAt(parameters, version >= 3 ? 'rules.values' : 'rules.rules')
  const count = Array.isArray(rules) ? rules.length : 0
  const own: readonly Choice[] =
    version >= 3
      ? [
          { value: 'none', label: 'None', help: 'Items that meet no rule are dropped.' },
          { value: 'extra', label: 'An output of their own' },
        ]
      : [{ value: '-1', label: 'None', help: 'Items that meet no rule are dropped.' }]
  return [...own, ...Array.from({ length: count }, (_, i) => ({ value: String(i), label: `Output ${i}` }))]
}
