import type { Json } from './json.ts'

/**
 * When something of a node is there, as data: n8n's `displayOptions`. Every key of `show` must match and
 * none of `hide` may. A key is a parameter's path; `/name` starts at the top of the parameters, `@version`
 * is the node's version. A list matches when one of its entries does.
 */
export interface Condition {
  readonly show?: Readonly<Record<string, readonly ConditionValue[]>>
  readonly hide?: Readonly<Record<string, readonly ConditionValue[]>>
}

export type ConditionValue = Json | { readonly _cnd: Comparison }

export type Comparison =
  | { readonly eq: Json }
  | { readonly not: Json }
  | { readonly gte: number }
  | { readonly lte: number }
  | { readonly gt: number }
  | { readonly lt: number }
  | { readonly between: { readonly from: number; readonly to: number } }
  | { readonly startsWith: string }
  | { readonly endsWith: string }
  | { readonly includes: string }
  | { readonly regex: string }
  | { readonly exists: true }
