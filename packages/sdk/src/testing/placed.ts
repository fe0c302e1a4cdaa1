import { withDefaults } from '../form/with-defaults.ts'
import type { JsonObject } from '../json.ts'
import type { NodeType, TriggerContext } from '../node-type.ts'

/** What a trigger is given when a workflow that has it is published, without a server. */
export function placed(type: NodeType, stored: JsonObject = {}, about: Partial<TriggerContext> = {}): TriggerContext {
  const { defaultName: name, defaultVersion, ...description } = type.description
  const node = about.node ?? { id: 'trigger', name, type: description.type, version: defaultVersion }
  const parameters = withDefaults(type.description, stored, node.version)
  return {
    node,
    workflow: { id: 'workflow', name: 'A workflow', active: true },
    parameters,
    rawParameters: parameters,
    parameter: (path) => {
      throw new TypeError(`This test resolves "${path}" for an item: pass a \`parameter\`.`)
    },
    zone: 'UTC',
    manual: false,
    now: () => new Date('2024-01-01T00:00:00.000Z'),
    ...about,
  }
}
