/** The dynamic lists of the form: the workflows that can be called, and the fields that the chosen one takes. */
import { isJsonObject, type LookupContext, type LookupPage, withDefaults } from '@millrace/sdk'
import { declaredFields, executeWorkflowTrigger } from '../executeWorkflowTrigger/executeWorkflowTrigger.node.ts'
import { chosenWorkflow } from './called-workflow.ts'

export async function workflows(
  context: Pick<LookupContext, 'workflows'>,
  filter: string | undefined,
  page: string | undefined,
): Promise<LookupPage> {
  const { workflows: found, next } = await context.workflows.find(filter, page)
  return {
    choices: found.map(({ id, name }) => ({ value: id, label: name, url: `/workflow/${id}` })),
    ...(next !== undefined && { next }),
  }
}

/** The fields that the trigger of the chosen workflow declares; none where it takes whatever comes. */
export async function workflowInputs({
  workflows: all,
  rawParameters,
}: Pick<LookupContext, 'workflows' | 'rawParameters'>): Promise<LookupPage> {
  const id = chosenWorkflow(rawParameters['workflowId'])
  const document = id === undefined ? undefined : await all.document(id)
  const nodes = Array.isArray(document?.['nodes']) ? document['nodes'].filter(isJsonObject) : []
  const trigger = nodes.find(({ type }) => type === 'n8n-nodes-base.executeWorkflowTrigger')
  if (trigger === undefined) return { choices: [] }
  const version = typeof trigger['typeVersion'] === 'number' ? trigger['typeVersion'] : 1
  const stored = isJsonObject(trigger['parameters']) ? trigger['parameters'] : {}
  const fields = declaredFields(withDefaults(executeWorkflowTrigger.description, stored, version), version) ?? []
  return { choices: fields.map(({ name, type }) => ({ value: name, label: name, help: type })) }
}
