/** What a node needs before it can run: a credential that is here, or a value that nothing gives. */
import type { CredentialSummary } from '@millrace/api'
import type { NodeDescription } from '@millrace/sdk'
import { type WorkflowNode, missingDiagnostics, neededCredentials } from '@millrace/workflow'

export type Need =
  | {
      readonly is: 'credential'
      readonly type: string
      /** The name of the chosen one, which is not here. */
      readonly gone?: string
      /** One that would do, the last changed first. */
      readonly usable?: CredentialSummary
    }
  | { readonly is: 'parameter'; readonly name: string; readonly label: string }

/** The first thing a node needs; while the credentials are not known, none is called gone. */
export function needOf(
  node: WorkflowNode,
  type: NodeDescription,
  credentials: readonly CredentialSummary[] | undefined,
): Need | undefined {
  if (node.disabled) return undefined
  const [credential] = neededCredentials(node, type).flatMap((kind): Need[] => {
    const chosen = node.credentials?.[kind]
    const here = credentials?.filter((one) => one.type === kind).toSorted((a, b) => b.updatedAt - a.updatedAt)
    if (chosen && (here === undefined || here.some(({ id }) => id === chosen.id))) return []
    const [usable] = here ?? []
    return [{ is: 'credential', type: kind, ...(chosen && { gone: chosen.name }), ...(usable && { usable }) }]
  })
  if (credential) return credential
  const path = missingDiagnostics(node, type).find(({ code }) => code === 'node.missing-parameter')?.where.path
  const name = path?.[1]
  if (typeof name !== 'string') return undefined
  return { is: 'parameter', name, label: type.properties.find((property) => property.name === name)?.label ?? name }
}

/** A need in a sentence. */
export function needWords(need: Need): string {
  switch (need.is) {
    case 'credential':
      return need.gone === undefined ? 'Choose a credential' : `“${need.gone}” is not here`
    case 'parameter':
      return `“${need.label}” has no value`
  }
}
