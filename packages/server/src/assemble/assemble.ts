/** The composition root of the server process: makes the parts, and connects them. */
import type { Runners } from '@millrace/engine'
import { giveBackWhenQuiet, openStore, type Store } from '@millrace/store'
import { createApp } from '../app.ts'
import { createAuth } from '../auth/auth.ts'
import { createSetupToken } from '../auth/setup-token.ts'
import { listensOnLoopback } from '../config.ts'
import type { ServerContext } from '../context.ts'
import { builtEditor } from '../editor/build-editor.ts'
import { Evaluations } from '../executions/evaluations.ts'
import type { Log } from '../log.ts'
import { createPublisher } from '../triggers/publisher.ts'
import { version } from '../version.ts'
import { createResumeSignature } from '../webhooks/resume-signature.ts'
import { sayCheckpoints } from './audit-checkpoints.ts'
import { noteCleanStop, takeCleanStop } from './clean-stop.ts'
import { connectExecutions } from './connect-executions.ts'
import { connectTriggers } from './connect-triggers.ts'
import { type AssembleOptions, layGround } from './ground.ts'
import { personalProject } from './personal-project.ts'
import { addressesBehind, serveHooks } from './serve-hooks.ts'

export interface Inside {
  readonly editorReady: Promise<void>
  close(graceMs: number): Promise<void>
}

export async function assemble(options: AssembleOptions): Promise<Inside> {
  const { config, log } = options
  const store = await openStore({
    home: config.home,
    databaseUrl: config.databaseUrl,
    synchronous: config.synchronous,
    alone: true,
    prune: {
      maxAgeMs: config.keepHours * 3_600_000,
      maxCount: config.keepCount,
      maxBytes: config.keepMegabytes * 1_048_576,
    },
    dataTableBytes: config.dataTableMegabytes * 1_048_576,
    ...(config.encryptionKey === undefined ? {} : { keys: { from: 'environment', text: config.encryptionKey } }),
    onRotated: (credentials) =>
      log.info({ credentials }, 'The master key was rotated. No older key is needed any more.'),
    onFault: (fault) => log.error({ fault }, 'The store failed in the background.'),
  })
  try {
    return await connect(options, store)
  } catch (error) {
    await store.close()
    throw error
  }
}

async function connect(options: AssembleOptions, opened: Store): Promise<Inside> {
  const ground = layGround(options, opened)
  const { config, door, publicUrl, log, now, say, store, catalog, dialer, surroundings, fault } = ground
  const checkpoints = sayCheckpoints(store.audit, log)
  const connected = connectExecutions(ground)
  const { executions, runners, live, written } = connected
  const project = await personalProject(store)
  const triggers = await connectTriggers(ground, connected)
  const { listening, watching } = triggers

  // What visitors sent to a server that ended before it was taken is nobody's.
  await store.blobs.clearIncoming()
  const auth = createAuth({ store, publicUrl, project, now })
  const addressOf = addressesBehind(ground)
  serveHooks(ground, { auth, executions, triggers, addressOf })

  const setupToken = createSetupToken(!listensOnLoopback(config) && !(await auth.ownerExists()))
  const context: ServerContext = {
    config,
    publicUrl,
    version,
    project,
    now,
    log,
    store,
    catalog,
    dialer,
    auth,
    setupToken,
    signature: createResumeSignature(ground.resumeKey),
    publisher: createPublisher({ ...surroundings, publicUrl, variables: {}, onChange: () => triggers.refresh() }),
    executions,
    evaluations: new Evaluations({
      ...surroundings,
      executions,
      onFault: fault('An evaluation could not go on.'),
    }),
    listening,
    watching,
    live,
  }
  const building = new AbortController()
  const editor = builtEditor({ progress: say, signal: building.signal })
  const { app, listener } = await createApp(context, { server: door.server, addressOf, editor })
  door.serveApp(listener)
  if (setupToken.text !== null) say(`To set up this server you need the token ${setupToken.text}`)

  recover(runners, store, log)
  const stopGivingBack = giveBackWhenQuiet(() => door.requests + written())
  const editorReady = editor.then(() => undefined)
  editorReady.catch((failure: unknown) => {
    if (!building.signal.aborted) fault('The editor could not be built.')(failure)
  })
  return {
    editorReady,
    async close(graceMs) {
      building.abort()
      stopGivingBack()
      triggers.close()
      await runners.stop(graceMs)
      await noteCleanStop(store.settings)
      await app.close()
      await checkpoints.stop()
      await store.close()
    },
  }
}

function recover(runners: Runners, { settings }: Store, log: Log): void {
  const recovered = takeCleanStop(settings).then((clean) => runners.recover(clean ? 'nothing' : 'server'))
  recovered.then(
    (count) => count > 0 && log.info({ count }, 'Unfinished executions go on.'),
    (failure: unknown) => log.error({ failure }, 'Unfinished executions could not be brought back.'),
  )
}
