/** What a trigger that looks for something may touch: the server's ports, for its own workflow and credentials. */
import { type HttpRequest, type HttpResponse, type Item, refuse, type WatchContext } from '@millrace/sdk'
import type { Plan, PlanNode } from '@millrace/workflow'
import { executionFiles } from '../files/execution-files.ts'
import type { Host } from '../host.ts'
import { TokenCache } from '../signing/http-oauth2.ts'
import { closedMachine } from '../machine/machine.ts'
import type { FileDoor, OpenCredential, SendLimits } from '../ports.ts'
import { limitsOf, sendWithCredential } from '../signing/send-with-credential.ts'
import { triggerContext } from '../trigger-context.ts'
import type { Watched } from './watch-protocol.ts'

/** The outside of triggers that look. */
export interface WatchHost extends Pick<
  Host,
  'catalog' | 'blobs' | 'vault' | 'state' | 'dialer' | 'machine' | 'clock'
> {
  /** Environment variables that expressions may read. */
  readonly environment?: Readonly<Record<string, string>>
  /** An id for an execution to come. */
  newExecution(): Promise<string>
  /** Begins it; resolves once that is on disk. */
  start(watch: number, execution: string, items: readonly Item[], key: string | undefined): Promise<void>
}

export interface Looking {
  readonly watch: number
  readonly watched: Watched
  readonly plan: Plan
  readonly node: PlanNode
  readonly signal: AbortSignal
}

type WatchDoor = 'http' | 'network' | 'credential' | 'tables' | 'staticData' | 'keepStaticData' | 'begin'

export function watchContext(host: WatchHost, looking: Looking): WatchContext {
  const { watched, plan, node, signal, watch } = looking
  const { workflow } = watched
  const own = { workflow, scope: `node:${node.name}` }
  const open = <T>(type: string, use: (opened: OpenCredential) => Promise<T>) =>
    withCredential(host, looking, type, use)
  const ways: Pick<WatchContext, WatchDoor> = {
    http: {
      send: (request) => send(host, looking, request),
      stream: (request) => host.dialer.stream(request, { signal }, noFiles),
    },
    network: {
      addressOf: async ({ credential, ...target }) => {
        if (credential === undefined) return host.dialer.addressOf(target, {})
        const allowed = await open(credential, (opened) => Promise.resolve(limitsOf(opened, {})))
        return host.dialer.addressOf(target, allowed)
      },
    },
    credential: (type, use) => open(type, ({ fields }) => use(fields)),
    tables: {
      addNew: (set, values, limit) => host.state.addNew({ workflow, set }, values, limit),
      raise: (set, value) => host.state.raise({ workflow, set }, value),
      clear: (set) => host.state.clear({ workflow, set }),
    },
    staticData: () => host.state.staticData(own),
    keepStaticData: (data) => host.state.keepStaticData(own, data),
    async begin(make, key) {
      signal.throwIfAborted()
      const execution = await host.newExecution()
      const items = await make(executionFiles(host.blobs, execution))
      if (items.length > 0) await host.start(watch, execution, items, key)
    },
  }
  const facts = triggerContext({
    node,
    workflow: { id: workflow, name: plan.name, active: watched.active },
    zone: watched.zone,
    manual: watched.manual,
    vars: watched.variables,
    environment: host.environment ?? {},
    now: () => host.clock.now(),
  })
  return {
    ...facts,
    ...ways,
    signal,
    machine: host.machine ?? closedMachine,
    hasCredential: (type) => Object.hasOwn(node.credentials, type),
  }
}

/** Requests of a trigger store no files: what it keeps of answers, it keeps with what it begins. */
const noFiles: FileDoor = {
  store: () => Promise.reject(refuse('A trigger keeps files only with what it begins.', { code: 'files_closed' })),
  read: () => Promise.reject(refuse('A trigger has no files to send.', { code: 'files_closed' })),
}

const tokens = new TokenCache()

function send(host: WatchHost, looking: Looking, request: HttpRequest): Promise<HttpResponse> {
  const { catalog, clock, dialer } = host
  const { credential } = request
  const sendIt = (one: HttpRequest, limits: Omit<SendLimits, 'signal'>) =>
    dialer.send(one, { ...limits, signal: looking.signal }, noFiles)
  if (credential === undefined) return sendIt(request, {})
  return withCredential(host, looking, credential, (opened) =>
    sendWithCredential(catalog.credential(credential), opened, request, {
      send: sendIt,
      tokens,
      now: () => clock.now(),
    }),
  )
}

function withCredential<T>(
  { vault }: WatchHost,
  { node, watched }: Looking,
  type: string,
  use: (opened: OpenCredential) => Promise<T>,
): Promise<T> {
  const reference = node.credentials[type]
  if (reference === undefined || reference.id === null) {
    throw refuse(`“${node.name}” has no credential of type ${type}.`, {
      code: 'credential_missing',
      hint: 'Choose a credential in the node.',
      retry: 'no',
    })
  }
  return vault.use(reference.id, { project: watched.project, nodeType: node.type }, use)
}
