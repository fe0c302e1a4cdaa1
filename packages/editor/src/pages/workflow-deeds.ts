import {
  type WorkflowSummary,
  createWorkflow,
  deleteWorkflow,
  downloadWorkflow,
  duplicateWorkflow,
  importWorkflows,
  publishWorkflow,
  renameWorkflow,
  unpublishWorkflow,
} from '@millrace/api'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { client } from '../api/client.ts'
import { count } from '../parts/numbers.ts'
import { say, sayError } from '../parts/toasts.ts'
import type { DroppedFile } from '../parts/useFileDrop.ts'
import { saveFile } from '../workbench/download.ts'

export type WorkflowDeeds = ReturnType<typeof useWorkflowDeeds>

/** What the list can do with workflows; a deed that fails says so. */
export function useWorkflowDeeds() {
  const cache = useQueryClient()
  const navigate = useNavigate()
  const act = async (trouble: string, deed: () => Promise<void>) => {
    try {
      await deed()
    } catch (error) {
      sayError(trouble, error)
    }
    await cache.invalidateQueries({ queryKey: ['workflows'] })
  }
  return {
    create: () =>
      act('Not created', async () => {
        const { id } = await client.call(createWorkflow, { body: {} })
        await navigate({ to: '/workflow/$id', params: { id } })
      }),
    rename: (id: string, name: string) =>
      act('Not renamed', async () => {
        await client.call(renameWorkflow, { params: { id }, body: { name } })
      }),
    duplicate: (id: string) =>
      act('Not duplicated', async () => {
        const copy = await client.call(duplicateWorkflow, { params: { id } })
        say(`“${copy.name}” is here`, { text: 'It is a draft: nothing starts it yet.' })
      }),
    remove: (workflow: WorkflowSummary) =>
      act('Not deleted', async () => {
        await client.call(deleteWorkflow, { params: { id: workflow.id } })
        say(`“${workflow.name}” is deleted`)
      }),
    download: (workflow: WorkflowSummary) =>
      act('Not downloaded', async () => {
        const document = await client.call(downloadWorkflow, { params: { id: workflow.id }, query: {} })
        saveFile(`${workflow.name}.json`, JSON.stringify(document, null, 2))
      }),
    publish: (workflow: WorkflowSummary, live: boolean) =>
      act(live ? 'Not live' : 'Still live', async () => {
        if (live)
          await client.call(publishWorkflow, { params: { id: workflow.id }, body: { revision: workflow.revision } })
        else await client.call(unpublishWorkflow, { params: { id: workflow.id } })
      }),
    import: (files: readonly DroppedFile[]) =>
      act('Not imported', async () => {
        const { imported, failed } = await client.call(importWorkflows, {
          body: { texts: files.map(({ text }) => text) },
        })
        const [first] = imported
        const [trouble] = failed
        if (trouble) {
          const name = files[trouble.index]?.name ?? 'A file'
          say(failed.length === 1 ? `“${name}” is not imported` : `“${name}” and others are not imported`, {
            text: trouble.diagnostics[0]?.message ?? 'The text holds no workflow.',
            data: { tone: 'bad' },
          })
        }
        if (imported.length === 1 && first) await navigate({ to: '/workflow/$id', params: { id: first.id } })
        else if (imported.length > 1)
          say(`${count(imported.length)} workflows imported`, { text: 'They are drafts: nothing starts them yet.' })
      }),
  }
}
