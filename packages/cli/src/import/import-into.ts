/** Puts documents into a database: new ones in, known ones (by id) as a new draft of what is there. */
import { exportWorkflow, type Imported, importWorkflows } from '@millrace/workflow'
import type { JsonObject } from '@millrace/sdk'
import type { ReadFile } from './read-files.ts'

/** Where documents go. */
export interface Destination {
  /** Creates the workflow, or saves a new draft of the one with this id. */
  put(workflow: Incoming): Promise<{ readonly id: string; readonly created: boolean }>
  publish(id: string): Promise<void>
}

export interface Incoming {
  readonly id?: string
  readonly name: string
  readonly tags: readonly string[]
  readonly staticData?: JsonObject
  /** As it is stored: complete, without what the row knows. */
  readonly document: JsonObject
}

export interface ImportOptions {
  readonly publish: boolean
  /** Says what became of each file. */
  say(line: string): void
  complain(line: string): void
}

/** Imports all it can; the answer is how many workflows did not make it. */
export async function importInto(
  destination: Destination,
  files: AsyncIterable<ReadFile>,
  options: ImportOptions,
): Promise<number> {
  let failed = 0
  for await (const one of files) {
    const documents = 'problem' in one ? [] : importWorkflows(one.text, { name: nameOf(one.file) })
    if ('problem' in one) {
      failed += 1
      options.complain(`${one.file}: ${one.problem}`)
    }
    for (const imported of documents) {
      if (!(await importOne(destination, one.file, imported, options))) failed += 1
    }
  }
  return failed
}

async function importOne(
  destination: Destination,
  file: string,
  { workflow, diagnostics }: Imported,
  { publish, say, complain }: ImportOptions,
): Promise<boolean> {
  const refusal = diagnostics.find(({ code }) => code.startsWith('document.not-') || code === 'document.too-large')
  if (refusal) {
    complain(`${file}: ${refusal.message}`)
    return false
  }
  const { id: _id, active: _active, staticData: _static, ...document } = exportWorkflow(workflow, { for: 'millrace' })
  const { id, name, tags, staticData } = workflow
  try {
    const placed = await destination.put({ id, name, tags, staticData, document })
    if (publish) await destination.publish(placed.id)
    say(`${placed.created ? 'Imported' : 'Updated'} “${name}” (${placed.id})${publish ? ', published' : ''}.`)
    return true
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    complain(`${file}: ${error.message}`)
    return false
  }
}

/** A document without a name is called like its file. */
function nameOf(file: string): string {
  return file.replace(/^.*[\\/]/u, '').replace(/\.json$/iu, '')
}
