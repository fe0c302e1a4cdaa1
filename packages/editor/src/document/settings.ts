/** Operations that change how a workflow or a node is run: what the format has, and what Millrace adds. */
import type { Json, JsonObject } from '@millrace/sdk'
import { type Operation, type Workflow, type WorkflowSettings, nodeMillrace } from '@millrace/workflow'

/** A setting of the format; no value: as it is where nothing is said. */
export function workflowSetting(
  workflow: Workflow,
  name: keyof WorkflowSettings & string,
  value: Json | undefined,
): Operation {
  return { do: 'setSettings', settings: withMember(workflow.settings, name, value) }
}

/** A setting of the workflow that Millrace adds. */
export function ownSetting(workflow: Workflow, name: string, value: Json | undefined): Operation {
  const millrace = withMember(workflow.millrace ?? {}, name, value)
  return { do: 'setDetails', details: { millrace: Object.keys(millrace).length === 0 ? null : millrace } }
}

/** A setting of a node that Millrace adds. */
export function ownNodeSetting(workflow: Workflow, node: string, name: string, value: Json | undefined): Operation {
  const told = withMember(nodeMillrace(workflow, node) ?? {}, name, value)
  return { do: 'setNodeMillrace', node, ...(Object.keys(told).length === 0 ? {} : { value: told }) }
}

function withMember(
  members: Readonly<Record<string, Json | undefined>>,
  name: string,
  value: Json | undefined,
): JsonObject {
  const rest = Object.entries(members).filter(
    (member): member is [string, Json] => member[0] !== name && member[1] !== undefined,
  )
  return Object.fromEntries(value === undefined ? rest : [...rest, [name, value]])
}
