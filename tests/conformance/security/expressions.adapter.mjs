/** Lets the security battery evaluate expressions: through the public door, with the default budgets. */
import { compileTemplate, dataScope, evaluate } from '@millrace/expression'
import { DateTime, Duration, FixedOffsetZone, IANAZone, Interval } from 'luxon'

export async function create() {
  return {
    name: 'millrace expressions',
    evaluate: (template, { items, itemIndex }) =>
      evaluate(compileTemplate(`=${template}`), dataScope({ input: items, itemIndex })),
    allowedPrototypes: [DateTime.prototype, Duration.prototype, Interval.prototype],
    watch: [DateTime, Duration, Interval, IANAZone, FixedOffsetZone],
  }
}
