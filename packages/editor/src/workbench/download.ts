import { type Workflow, exportWorkflow } from '@millrace/workflow'

/** Hands the document to the browser as a file. */
export function downloadDocument(workflow: Workflow, form: 'millrace' | 'n8n'): void {
  saveFile(
    `${workflow.name.replaceAll(/[^\p{L}\p{N}._ -]/gu, '_')}.json`,
    JSON.stringify(exportWorkflow(workflow, { for: form }), null, 2),
  )
}

export function saveFile(name: string, text: string, type: 'application/json' | 'text/csv' = 'application/json'): void {
  const address = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 1000)
}
