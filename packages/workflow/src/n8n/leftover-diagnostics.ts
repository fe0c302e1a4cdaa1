/** Says what is still lying about from an import, as long as the document carries it. */
import type { Json } from '@millrace/sdk'
import { type Diagnostic, diagnostic } from '../diagnostic.ts'
import type { Workflow } from '../document.ts'
import { equal, isJsonList, isJsonObject, own } from '../json.ts'

export function leftoverDiagnostics(workflow: Workflow): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  for (const { id, name, found: kept } of workflow.nodes.values()) {
    for (const { at, value } of kept?.connections ?? []) {
      if (isEmpty(value)) continue
      const target = isJsonObject(value) ? own(value, 'node') : undefined
      const where = { node: id, path: ['connections', name, ...at] }
      found.push(
        typeof target === 'string'
          ? diagnostic('connection.dangling', `A connection of “${name}” to “${target}” was left out.`, where)
          : diagnostic('connection.malformed', `A connection of “${name}” cannot be read. Draw it again.`, where),
      )
    }
  }
  for (const { source, value } of workflow.found?.connections ?? []) {
    if (isEmpty(value)) continue
    found.push(
      diagnostic('connection.dangling', `Connections leave “${source}”, which does not exist.`, {
        path: ['connections', source],
      }),
    )
  }
  return found
}

/** An output nothing leaves, however it is written. */
function isEmpty(value: Json): boolean {
  return value === null || (isJsonList(value) ? value.length === 0 : equal(value, {}))
}
