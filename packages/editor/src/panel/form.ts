import type { AssistContext } from '@millrace/expression'
import type { Json, JsonObject, LookupPage } from '@millrace/sdk'
import { createContext, use } from 'react'

export type FieldPath = readonly (string | number)[]

/** What an expression comes to for the chosen item. */
export type Preview =
  /** `doubt` is what is odd about a text that can be evaluated all the same. */
  | { readonly is: 'value'; readonly value: unknown; readonly doubt?: Trouble }
  | ({ readonly is: 'error' } & Trouble)
  | { readonly is: 'none'; readonly why: string }

export interface Trouble {
  readonly message: string
  readonly fix?: { readonly label: string; readonly text: string }
}

/** What the fields of a form ask for and tell: a node's parameters and a credential's secrets share them. */
export interface FormHost {
  readonly set: (path: FieldPath, value: Json | undefined) => void
  /** All values with their defaults, for conditions. */
  readonly root: JsonObject
  readonly version: number
  readonly readOnly: boolean
  /** Whether values may be expressions here. */
  readonly expressions: boolean
  readonly preview: (text: string) => Preview
  /** What is known around an expression, for whoever writes one. */
  readonly assist?: () => AssistContext
  /** Which item the preview is for: `item 7 of 18`. */
  readonly previewOf?: string
  readonly lookUp?: (lookup: string, filter: string | undefined, page: string | undefined) => Promise<LookupPage>
  /** Fills the form from a curl command, where it describes a request. */
  readonly fillFromCurl?: (text: string) => void
  /** What is wrong at a path. */
  readonly problemAt: (path: FieldPath) => string | undefined
  /** The path a person was sent to. */
  readonly focus?: string
}

export const FormContext = createContext<FormHost | null>(null)

export function useForm(): FormHost {
  const host = use(FormContext)
  if (!host) throw new Error('A field is shown outside of a form.')
  return host
}

export function isExpressionText(value: Json | undefined): value is string {
  return typeof value === 'string' && value.startsWith('=')
}

export function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value)
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}
