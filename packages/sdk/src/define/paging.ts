import type { Switched } from './input.ts'
import { unless } from './mark.ts'
import { number } from './scalar.ts'

/** The inputs of a list that goes on: everything, or at most so many. Spread into an operation's inputs. */
export function paging(about: { readonly limit?: number; readonly max?: number } = {}): {
  readonly returnAll: Switched<{ readonly limit: ReturnType<typeof number> }>
} {
  const { limit = 50, max } = about
  return {
    returnAll: unless('Return all', {
      limit: number('Limit', { default: limit, min: 1, ...(max !== undefined && { max }) }),
    }),
  }
}
