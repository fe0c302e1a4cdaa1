import { ExpressionError, type Scope } from '@millrace/expression'
import { type Prepared, resolvePrepared } from '@millrace/workflow'

/**
 * Parameters under the old flag `continueOnFail`: one whose expression fails is as if it were not there, where `onError`
 * lets the item fail. So Edit Fields gives an item without its fields (n8n 2.40.5, as recorded).
 */
export function resolveWhatCan(prepared: Prepared, scope: Scope): unknown {
  if (prepared.kind !== 'object') return resolvePrepared(prepared, scope)
  const resolved: [string, unknown][] = []
  for (const [i, key] of prepared.keys.entries()) {
    const value = prepared.values[i]
    if (value === undefined) continue
    try {
      resolved.push([key, resolvePrepared(value, scope)])
    } catch (failure) {
      if (!(failure instanceof ExpressionError)) throw failure
    }
  }
  return Object.fromEntries(resolved)
}
