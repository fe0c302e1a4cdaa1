import { ExpressionError } from '../error.ts'
import type { Runtime } from '../run/runtime.ts'
import { forbidden, isForbidden } from '../values/forbidden.ts'
import { callOnNothing, findExtension, runExtension, wrongReceiver } from './call.ts'

/** Calls a function of the table that is named by a text. */
export function extendByName(rt: Runtime, receiver: unknown, name: string, args: readonly unknown[]): unknown {
  if (isForbidden(name)) {
    throw new ExpressionError('security', forbidden(name).message, { class: 'ExpressionExtensionError' })
  }
  if (receiver === null || receiver === undefined) return callOnNothing(receiver, name)
  const found = findExtension(receiver, name)
  if (found === undefined) throw wrongReceiver(receiver, name)
  return runExtension(rt, found, receiver, args)
}
