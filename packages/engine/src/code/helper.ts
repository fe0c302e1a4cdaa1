import type { NodeContext } from '../context.ts'

/** A member of `this.helpers`: takes what the code gave, checked by nobody yet. */
export type Helper = (context: NodeContext, args: readonly unknown[]) => Promise<unknown>

/** A failure as code reads it: beside the sentence a description, which for a refusal is what to do. */
export function reported(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || !('details' in thrown)) return thrown
  const { details } = thrown
  if (typeof details !== 'object' || details === null) return thrown
  const description = textIn(details, 'description') ?? textIn(details, 'hint')
  return description === undefined ? thrown : Object.assign(thrown, { description })
}

function textIn(details: object, name: string): string | undefined {
  const text: unknown = Reflect.get(details, name)
  return typeof text === 'string' ? text : undefined
}
