import { type Json, refuse, type RunContext, type WorkflowCall } from '@millrace/sdk'

/** Where a called workflow is found, as the parameters say. */
export interface Wanted {
  readonly source?: 'database' | 'localFile' | 'parameter' | 'url' | undefined
  readonly workflowId?: unknown
  readonly workflowJson?: unknown
  readonly workflowPath?: string | undefined
  readonly workflowUrl?: string | undefined
}

/**
 * The workflow to call: by its id, or the document itself.
 * @throws NodeError when none is named, or what is there is no document
 */
export async function calledWorkflow(wanted: Wanted, context: RunContext): Promise<WorkflowCall['workflow']> {
  switch (wanted.source) {
    case 'parameter':
      return { document: documentIn(wanted.workflowJson, 'The workflow JSON of this node') }
    case 'url':
      return { document: await documentAt(wanted.workflowUrl ?? '', context) }
    case 'localFile':
      return { document: await documentOf(wanted.workflowPath ?? '', context) }
    case 'database':
    case undefined:
      return { id: idIn(wanted.workflowId) }
  }
}

/** The id of the chosen workflow, which documents store alone or with how it was chosen; undefined where none is. */
export function chosenWorkflow(stored: unknown): string | undefined {
  const value: unknown = typeof stored === 'object' && stored !== null && 'value' in stored ? stored.value : stored
  return (typeof value === 'string' || typeof value === 'number') && value !== '' ? String(value) : undefined
}

function idIn(stored: unknown): string {
  const id = chosenWorkflow(stored)
  if (id !== undefined) return id
  throw refuse('No workflow is chosen.', {
    code: 'call_without_workflow',
    hint: 'Choose one in the node.',
    retry: 'no',
  })
}

async function documentAt(url: string, { http }: RunContext): Promise<Json> {
  const { status, text } = await http.send({ method: 'GET', url })
  if (status >= 200 && status < 300) return documentIn(text, `What is at ${url}`)
  throw refuse(`The workflow at ${url} could not be fetched: status ${status}.`, { code: 'call_not_fetched' })
}

/** Files are read where an administrator has opened their folder, as by the nodes that read files. */
async function documentOf(path: string, { machine }: RunContext): Promise<Json> {
  return documentIn(new TextDecoder().decode(await machine.disk.read(path)), `The file ${path}`)
}

function documentIn(given: unknown, where: string): Json {
  try {
    const value: unknown = typeof given === 'string' ? JSON.parse(given) : given
    // JSON.parse gives data, and so does an expression; what a workflow is, the import decides.
    if (typeof value === 'object' && value !== null) return value as Json
  } catch (cause) {
    throw refuse(`${where} is no valid JSON.`, { code: 'call_document_wrong', retry: 'no', cause })
  }
  throw refuse(`${where} is no workflow.`, { code: 'call_document_wrong', retry: 'no' })
}
