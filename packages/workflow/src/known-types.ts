import type { JsonObject } from '@millrace/sdk'
import type { Path } from './diagnostic.ts'

/** What the importer and the validator ask about node types. `knownTypes(catalog)` answers from a catalog. */
export interface KnownTypes {
  has(type: string): boolean
  versions(type: string): readonly number[]
  /** Choices in the parameters that the type does not offer, such as an operation somebody invented. */
  inventedChoices(type: string, version: number, parameters: JsonObject): readonly InventedChoice[]
}

export interface InventedChoice {
  /** From the parameters' top: `['operation']`. */
  readonly path: Path
  readonly label: string
  readonly value: string
  readonly offered: readonly string[]
}
