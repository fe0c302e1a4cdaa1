import * as m from '@millrace/sdk'

/**
 * The conditions form that If, Filter and Switch share. What the form writes beside the conditions (case,
 * strictness, the version of the rules) follows from other parameters of the node: `ignoreCase` and `loose`
 * name them, `rules` says which version of the rules each version of the node writes.
 */
export function conditionsInput(label: string, rules: readonly (readonly [nodeVersion: number, rules: number])[]) {
  return m.filter(
    label,
    { ignoreCase: 'options.ignoreCase', loose: ['looseTypeValidation', 'options.looseTypeValidation'], rules },
    {
      help: 'Each compares a value, mostly an expression like {{ $json.total }}, with another; all must hold, or one.',
    },
  )
}
