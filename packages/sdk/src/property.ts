import type { Condition } from './condition.ts'
import type { Json } from './json.ts'

/**
 * A parameter of a node as documents store it and forms show it: n8n's parameter tree. Authors do not
 * write this: `defineNode` derives it from an operation's inputs and a test holds it against the facts.
 */
export interface Property {
  readonly name: string
  readonly label: string
  readonly type: PropertyType
  readonly default: Json
  readonly required?: boolean
  /** True where `{{ }}` is never evaluated. */
  readonly noExpression?: boolean
  readonly help?: string
  readonly placeholder?: string
  /** The versions that have this property; left out, all of them. */
  readonly versions?: readonly number[]
  readonly when?: Condition
  /** Choices of `options` and `multiOptions`. */
  readonly options?: readonly PropertyOption[]
  /** Members of a `collection`, chosen one by one. */
  readonly members?: readonly Property[]
  /** Groups of a `fixedCollection`. */
  readonly groups?: readonly PropertyGroup[]
  /** Ways to name a thing in a `resourceLocator`. */
  readonly modes?: readonly LocatorMode[]
  /** Several values (a list of groups, a list of texts). */
  readonly multiple?: boolean
  readonly sortable?: boolean
  readonly validateType?: string
  readonly min?: number
  readonly max?: number
  readonly decimals?: number
  readonly rows?: number
  readonly password?: boolean
  /** The editor of a long text: `code`, `json`, `html`, `sql`, `css`. */
  readonly editor?: 'code' | 'json' | 'html' | 'sql' | 'css'
  readonly language?: 'javaScript' | 'python' | 'json'
  /** Names the lookup that fills a dynamic list; its choices may depend on the parameters in `dependsOn`. */
  readonly lookup?: string
  readonly dependsOn?: readonly string[]
  /** What a `filter`, `assignmentCollection` or `resourceMapper` needs besides: as data. */
  readonly settings?: Readonly<Record<string, Json>>
}

export type PropertyType =
  | 'agentSelector'
  | 'assignmentCollection'
  | 'boolean'
  | 'button'
  | 'callout'
  | 'collection'
  | 'color'
  | 'credentials'
  | 'credentialsSelect'
  | 'curlImport'
  | 'dateTime'
  | 'filter'
  | 'fixedCollection'
  | 'hidden'
  | 'icon'
  | 'json'
  | 'multiOptions'
  | 'notice'
  | 'number'
  | 'options'
  | 'resourceLocator'
  | 'resourceMapper'
  | 'string'
  | 'workflowSelector'

export interface PropertyOption {
  readonly value: Json
  readonly label: string
  readonly help?: string
  readonly versions?: readonly number[]
  readonly when?: Condition
}

export interface PropertyGroup {
  readonly name: string
  readonly label: string
  readonly values: readonly Property[]
  readonly versions?: readonly number[]
}

export interface LocatorMode {
  readonly name: string
  readonly label: string
  readonly type: 'list' | 'string'
  readonly lookup?: string
  readonly placeholder?: string
  /** A pattern whose first group is the id inside the value (a URL, usually). */
  readonly extract?: string
  /** A pattern the value must match, and the sentence shown when it does not. */
  readonly validate?: { readonly pattern: string; readonly message: string }
}
