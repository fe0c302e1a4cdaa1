/**
 * "Listen for a test event": the editor waits for one call at the test address of a trigger, and runs the document
 * it shows with it, saved or not. One call ends it, and so does time.
 */
import type { HookAddress } from '../triggers/publisher.ts'
import type { PartialRun } from '@millrace/engine'
import type { Catalog, JsonObject } from '@millrace/sdk'
import { planOf, triggersOf, type TriggerSurroundings } from '../triggers/placed-trigger.ts'
import { problems } from '../http/http-problem.ts'
import { type HookLookup, HookRouter } from './hook-router.ts'
import { type LiveHook, liveHooks } from './live-hook.ts'
import { routePath } from '../triggers/publisher.ts'

export interface TestHook {
  readonly live: LiveHook
  readonly document: JsonObject
  readonly destination: PartialRun['destination']
}

interface Session {
  readonly workflow: string
  readonly hooks: readonly TestHook[]
  readonly timer: NodeJS.Timeout
}

export interface ListenRequest {
  readonly workflow: string
  readonly project: string
  readonly document: JsonObject
  /** The trigger's id. */
  readonly node: string
  readonly destination?: PartialRun['destination']
}

export interface ListeningOptions extends Omit<TriggerSurroundings, 'variables'> {
  readonly catalog: Catalog
  readonly publicUrl: string
  readonly variables: (project: string) => Promise<Readonly<Record<string, string>>>
  readonly onEnd: (workflow: string) => void
}

const LISTEN_MS = 120_000

export class Listening {
  readonly #options: ListeningOptions
  readonly #sessions = new Map<string, Session>()
  #router = new HookRouter<TestHook>()

  constructor(options: ListeningOptions) {
    this.#options = options
  }

  /**
   * Starts to listen; a workflow listens for one trigger at a time.
   * @throws HttpProblem `not_runnable` where the node is no webhook or its address cannot be worked out
   */
  async start(request: ListenRequest): Promise<{ readonly hooks: HookAddress[]; readonly until: number }> {
    const { catalog, publicUrl, now } = this.#options
    const variables = await this.#options.variables(request.project)
    const plan = planOf(request.document, request.workflow, catalog)
    const triggers = triggersOf(plan, { ...this.#options, variables, active: false, manual: true })
    const listening = triggers.filter(({ node }) => node.id === request.node)
    const owner = { workflow: request.workflow, version: 'draft', project: request.project }
    const hooks = liveHooks(plan, listening, owner).map((live) => ({
      live,
      document: request.document,
      destination: request.destination,
    }))
    if (hooks.length === 0) {
      const name = plan.byId.get(request.node)?.name ?? request.node
      throw problems.notRunnable(`“${name}” has no address to call.`, 'Choose a webhook or a form trigger.')
    }
    this.#end(request.workflow)
    const timer = setTimeout(() => this.stop(request.workflow), LISTEN_MS)
    timer.unref()
    this.#sessions.set(request.workflow, { workflow: request.workflow, hooks, timer })
    this.#rebuild()
    return {
      until: now() + LISTEN_MS,
      hooks: hooks.map(({ live: { hook, node } }) => ({
        node: node.id,
        methods: [...hook.methods],
        productionUrl: `${publicUrl}/${hook.door}/${hook.path}`,
        testUrl: `${publicUrl}/${hook.door}-test/${hook.path}`,
      })),
    }
  }

  stop(workflow: string): void {
    if (this.#end(workflow)) this.#options.onEnd(workflow)
  }

  find(method: string, path: string): HookLookup<TestHook> {
    return this.#router.find(method, path)
  }

  /** The call that was waited for has come; false when another one was quicker. */
  take(hook: TestHook): boolean {
    return this.#sessions.get(hook.live.workflow)?.hooks.includes(hook) === true && this.#end(hook.live.workflow)
  }

  close(): void {
    for (const { timer } of this.#sessions.values()) clearTimeout(timer)
    this.#sessions.clear()
  }

  #end(workflow: string): boolean {
    const session = this.#sessions.get(workflow)
    if (!session) return false
    clearTimeout(session.timer)
    this.#sessions.delete(workflow)
    this.#rebuild()
    return true
  }

  #rebuild(): void {
    const router = new HookRouter<TestHook>()
    for (const { hooks } of this.#sessions.values()) {
      for (const one of hooks) {
        for (const method of one.live.hook.methods) router.set(method, routePath(one.live.hook), one)
      }
    }
    this.#router = router
  }
}
