/** The database of an instance as a destination, whether a server is running on it or has never been started. */
import { problem } from '@millrace/api'
import { catalog } from '@millrace/nodes'
import { type Config, openPublisher, personalProject, readConfig } from '@millrace/server'
import { type Store, systemPrincipal } from '@millrace/store'
import { CliError } from '../cli-error.ts'
import { openInstance } from '../open-instance.ts'
import { type Destination, importInto, type ImportOptions } from './import-into.ts'
import type { ReadFile } from './read-files.ts'

/** Imports into the database that the settings name; the answer is how many workflows did not make it. */
export async function importIntoDatabase(
  files: AsyncIterable<ReadFile>,
  options: ImportOptions,
  config: Config = readConfig(),
): Promise<number> {
  const store = await openInstance(config)
  try {
    return await importInto(await destinationIn(store, config), files, options)
  } finally {
    await store.close()
  }
}

const principal = systemPrincipal('import')

async function destinationIn(store: Store, config: Config): Promise<Destination> {
  const project = await personalProject(store)
  const publisher = await openPublisher({
    store,
    catalog,
    publicUrl: config.publicUrl ?? `http://localhost:${config.port}`,
    zone: config.zone,
    environment: config.environment,
    now: Date.now,
    variables: {},
  })
  return {
    async put({ id, name, tags, staticData, document }) {
      const known = id === undefined ? undefined : await store.workflows.get(principal, id)
      if (known === undefined) {
        const created = await store.workflows.create(principal, { id, project, name, document, tags, staticData })
        return { id: created.id, created: true }
      }
      await store.workflows.save(principal, known.id, { revision: known.revision, name, document })
      await store.workflows.setTags(principal, known.id, tags)
      return { id: known.id, created: false }
    },
    async publish(id) {
      await publisher.publish(principal, id).catch((error: unknown) => {
        throw asCliError(error)
      })
    },
  }
}

/** What the server refuses is for the person at the keyboard, hint included. */
function asCliError(error: unknown): unknown {
  const refused = error instanceof Error && 'problem' in error ? problem.safeParse(error.problem) : undefined
  if (!refused?.success) return error
  const { code, message, hint } = refused.data
  return new CliError(code, hint === undefined ? message : `${message} ${hint}`, { cause: error })
}
