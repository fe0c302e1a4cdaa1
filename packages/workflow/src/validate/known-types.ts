import { type JsonObject, type NodeDescription, visibleProperties } from '@millrace/sdk'
import type { Path } from '../diagnostic.ts'
import { own } from '../json.ts'

/** Finds a node type's description; undefined where no such type is installed. */
export type Describe = (type: string) => NodeDescription | undefined

/** What the importer asks about node types. `knownTypes` answers from their descriptions. */
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

export function knownTypes(describe: Describe): KnownTypes {
  return {
    has: (type) => describe(type) !== undefined,
    versions: (type) => describe(type)?.versions ?? [],
    inventedChoices(type, version, parameters) {
      const description = describe(type)
      return description === undefined ? [] : inventedChoices(description, version, parameters)
    },
  }
}

/**
 * The stored choices a version does not offer. Left alone: expressions, and lists that are filled when the
 * form opens, since nobody knows here what they hold.
 */
function inventedChoices(
  description: NodeDescription,
  version: number,
  parameters: JsonObject,
): readonly InventedChoice[] {
  const visible = Map.groupBy(visibleProperties(description, parameters, version), ({ name }) => name)
  return [...visible].flatMap(([name, properties]): readonly InventedChoice[] => {
    const value = own(parameters, name)
    if (typeof value !== 'string' || value.startsWith('=')) return []
    if (!properties.every(({ type, lookup }) => type === 'options' && lookup === undefined)) return []
    const offered = properties.flatMap(({ options = [] }) => options.map((option) => option.value))
    if (offered.length === 0 || offered.includes(value)) return []
    const label = properties[0]?.label ?? name
    return [{ path: [name], label, value, offered: offered.filter((option) => typeof option === 'string') }]
  })
}
