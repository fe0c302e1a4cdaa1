import { createWorkflow, getWorkflow, readTemplate, saveDraft } from '@millrace/api'
import type { JsonObject } from '@millrace/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { client } from '../api/client.ts'
import { sayError } from '../parts/toasts.ts'

/**
 * Begins a workflow with a template and opens it. One that is still empty is filled (`into`); otherwise it is a new
 * one, and what is there stays as it is.
 */
export function useTemplate(into: string | undefined) {
  const cache = useQueryClient()
  const navigate = useNavigate()
  const [opening, setOpening] = useState<string | null>(null)
  const use = async (template: string) => {
    setOpening(template)
    try {
      const { name, document } = await client.call(readTemplate, { params: { id: template } })
      const filled = into !== undefined && (await fill(into, document))
      const id = filled ? into : (await client.call(createWorkflow, { body: { name, document } })).id
      await cache.invalidateQueries({ queryKey: ['workflows'] })
      await navigate({ to: '/workflow/$id', params: { id } })
    } catch (error) {
      sayError('Not opened', error)
      setOpening(null)
    }
  }
  return { opening, use }
}

/** Whether the workflow was empty and now holds the document. */
async function fill(id: string, document: JsonObject): Promise<boolean> {
  const draft = await client.call(getWorkflow, { params: { id } })
  const { nodes } = draft.document
  if (Array.isArray(nodes) && nodes.length > 0) return false
  await client.call(saveDraft, { params: { id }, body: { document, revision: draft.revision } })
  return true
}
