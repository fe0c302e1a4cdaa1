/** The composition root of the server process: makes the parts, and connects them. */
import { join } from 'node:path'
import { createDialer, createRunners, type Runners } from '@millrace/engine'
import { catalog } from '@millrace/nodes'
import { giveBackWhenQuiet, openStore, type Store } from '@millrace/store'
import { createApp } from './app.ts'
import { createAuth } from './auth/auth.ts'
import { createSetupToken } from './auth/setup-token.ts'
import { noteCleanStop, takeCleanStop } from './clean-stop.ts'
import { type Config, listensOnLoopback } from './config.ts'
import type { ServerContext } from './context.ts'
import { withRenewal } from './credentials/renewals.ts'
import { builtEditor } from './editor/build-editor.ts'
import { Evaluations } from './executions/evaluations.ts'
import { Executions } from './executions/executions.ts'
import { WorkflowLimits } from './executions/workflow-limits.ts'
import type { FrontDoor } from './front-door.ts'
import { idSource } from './id-source.ts'
import { LiveHub } from './live/live-hub.ts'
import type { Log } from './log.ts'
import { machineSettings } from './machine-settings.ts'
import { spawnRunnerProcess } from './spawn-runner.ts'
import { sayCheckpoints } from './audit-checkpoints.ts'
import { tellOfFailedTrigger } from './triggers/failed-trigger.ts'
import { createPublisher } from './triggers/publisher.ts'
import { ScheduleTriggers } from './triggers/schedules.ts'
import { Watching } from './triggers/watching.ts'
import { createAddressList } from './webhooks/allow-list.ts'
import type { CallServices } from './webhooks/call.ts'
import { Endings } from './webhooks/endings.ts'
import { HookTable } from './webhooks/hook-table.ts'
import { KeyedEvents } from './webhooks/keyed-events.ts'
import { Listening } from './webhooks/listening.ts'
import { createSignedInVisitors } from './webhooks/signed-in-visitors.ts'
import { createResumeSignature } from './webhooks/resume-signature.ts'
import { WaitingExecutions } from './webhooks/waiting-executions.ts'
import { handleWaiting, isWaitingPath, type WaitingServices } from './webhooks/waiting-listener.ts'
import { createAddressOf, handleHook, type WebhookServices } from './webhooks/webhook-listener.ts'
import { outboundPolicy } from './outbound-policy.ts'
import { personalProject } from './personal-project.ts'
import { version } from './version.ts'

export interface AssembleOptions {
  readonly config: Config
  readonly door: FrontDoor
  readonly publicUrl: string
  readonly log: Log
  readonly now: () => number
  readonly say: (line: string) => void
}

export interface Inside {
  readonly editorReady: Promise<void>
  close(graceMs: number): Promise<void>
}

/** How often changes that another process made (an import by the command line) are looked for. */
const LOOK_MS = 400

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
  const { config, door, publicUrl, log, now, say } = options
  const { zone, environment } = config
  const dialerSettings = {
    mode: config.outbound ?? (listensOnLoopback(config) ? ('open' as const) : ('guarded' as const)),
    allow: [...config.outboundAllow],
  }
  const dialer = createDialer({ policy: outboundPolicy(dialerSettings.mode, dialerSettings.allow) })
  const store = withRenewal(opened, { catalog, dialer, now })
  const surroundings = { zone, environment, now, catalog, store }
  const fault = (message: string) => (failure: unknown) => log.error({ failure }, message)
  const newId = idSource(now)
  const resumeKey = store.vault.deriveKey('resume')
  const checkpoints = sayCheckpoints(store.audit, log)
  const machine = machineSettings(config)
  if (machine.commands.open !== 'no') {
    log.warn(
      {},
      'Nodes may start programs of this machine (MILLRACE_COMMANDS): who edits workflows can do what they can.',
    )
  }

  const processSettings = {
    zone,
    environment: { ...environment },
    publicUrl,
    resumeKey: Buffer.from(resumeKey).toString('base64'),
    cacheFolder: join(config.home, 'cache'),
    nodeRuns: config.nodeRuns,
    ...(config.codeModules === undefined ? {} : { codeModules: [...config.codeModules] }),
    dialer: dialerSettings,
    machine,
  }

  const live: LiveHub = new LiveHub({
    store,
    isActive: (principal, execution) => executions.isActive(principal, execution),
    onFault: fault('A live connection failed.'),
  })
  const limits = new WorkflowLimits(store)
  let written = 0
  const runners = createRunners({
    ...store,
    appendPacked: store.journal.appendPacked,
    spawn: () => spawnRunnerProcess(processSettings, 'runner'),
    catalog,
    publicUrl,
    id: newId,
    now,
    processes: config.runners,
    limit: config.concurrency,
    limitOf: (workflow) => limits.of(workflow),
    onWritten: (execution, _seq, status) => {
      written += 1
      live.written(execution, status)
    },
    onLive: (execution, message) => executions.passing(execution, message),
    onFault: (what, failure) => log.error({ failure }, what),
  })
  const executions = new Executions({ store, runners, live, newId })
  const project = await personalProject(store)

  const table = new HookTable(surroundings)
  const watching = new Watching({
    ...surroundings,
    ...store,
    executions,
    variables: (of) => store.variables.all(of),
    spawn: () => spawnRunnerProcess(processSettings, 'watcher'),
    onFault: (watched, what, error) =>
      log.warn({ workflow: watched?.workflow, node: watched?.node, failure: error }, `${what}.`),
  })
  const schedules = new ScheduleTriggers({
    ...surroundings,
    look: (watched, lasts) => watching.look(watched, lasts),
    newId,
    start: (job, project) => executions.startWatched(job, project),
    onFault: (workflow, failure) => log.error({ workflow, failure }, 'A trigger could not be started.'),
    failed: (plan, project, error) => tellOfFailedTrigger(executions, plan, project, error),
  })
  const listening = new Listening({
    ...surroundings,
    publicUrl,
    variables: (of) => store.variables.all(of),
    onEnd: (workflow) => live.announce({ type: 'listeningEnded', workflow }),
  })
  const publication = watchPublication(
    store,
    { table, schedules, limits },
    fault('Published workflows could not be loaded.'),
  )
  await publication.refresh()

  const addressOf = createAddressOf(createAddressList(config.trustedProxies))
  const endings = new Endings(store.executions)
  // What visitors sent to a server that ended before it was taken is nobody's.
  await store.blobs.clearIncoming()
  const auth = createAuth({ store, publicUrl, project, now })
  const visitors = createSignedInVisitors({
    auth,
    projectsOf: async (user) => (await store.projects.ofUser(user)).map((one) => one.project),
    key: store.vault.deriveKey('visitor'),
    publicUrl,
    now,
  })
  const calls: CallServices = {
    visitors,
    vault: store.vault,
    blobs: store.blobs,
    limits: { parsed: config.jsonBodyMegabytes * 1_048_576, upload: config.uploadMegabytes * 1_048_576 },
    publicUrl,
    signature: createResumeSignature(resumeKey),
    endings,
    addressOf,
    onFault: (failure) => log.warn({ failure }, 'A webhook request failed.'),
  }
  const hooks: WebhookServices = {
    ...calls,
    table,
    listening,
    keyed: new KeyedEvents({ store, now }),
    newId,
    start: (job, watch) => executions.start(job, watch),
    startTest: (job, owner, watch) => executions.startWatched(job, owner, watch),
  }
  const waiting: WaitingServices = {
    ...calls,
    waiting: new WaitingExecutions({ ...surroundings, endings }),
    resume: (execution, answer, watch) => executions.resume(execution, answer, watch),
  }
  door.serveHooks((request, response, path) => {
    void (isWaitingPath(path)
      ? handleWaiting(waiting, request, response, path)
      : handleHook(hooks, request, response, path))
  })

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
    publisher: createPublisher({
      ...surroundings,
      publicUrl,
      variables: {},
      onChange: () => publication.refresh(),
    }),
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
  const stopGivingBack = giveBackWhenQuiet(() => door.requests + written)
  const editorReady = editor.then(() => undefined)
  editorReady.catch((failure: unknown) => {
    if (!building.signal.aborted) fault('The editor could not be built.')(failure)
  })
  return {
    editorReady,
    async close(graceMs) {
      building.abort()
      stopGivingBack()
      publication.stop()
      schedules.close()
      watching.close()
      listening.close()
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

/** Loads hooks and schedules anew when something was published, by this process or by another. */
function watchPublication(
  store: Store,
  {
    table,
    schedules,
    limits,
  }: { readonly table: HookTable; readonly schedules: ScheduleTriggers; readonly limits: WorkflowLimits },
  onFault: (failure: unknown) => void,
) {
  let seen = -1
  let looking = false
  async function refresh(): Promise<void> {
    seen = await store.publishedRevision()
    await table.refresh()
    await limits.refresh()
    schedules.refresh().catch(onFault)
  }
  async function look(): Promise<void> {
    if (looking) return
    looking = true
    try {
      if ((await store.publishedRevision()) !== seen) await refresh()
    } catch (failure) {
      onFault(failure)
    } finally {
      looking = false
    }
  }
  const timer = setInterval(() => void look(), LOOK_MS)
  return { refresh, stop: () => clearInterval(timer) }
}
