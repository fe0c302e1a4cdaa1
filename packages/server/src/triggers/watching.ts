/**
 * Triggers that look for what happens elsewhere, as the server uses them: those of published workflows begin
 * executions, one that somebody tries gives what it finds first.
 */
import { type Found, type Look, Watcher, type Watched, type WatcherOptions } from '@millrace/engine'
import type { Catalog, ItemError, JsonObject } from '@millrace/sdk'
import type { Executions } from '../executions/executions.ts'
import { problems } from '../http/http-problem.ts'
import { tellOfFailedTrigger } from './failed-trigger.ts'
import { planOf, startingTrigger, type TriggerSurroundings } from './placed-trigger.ts'
import { watchedWith } from './schedules.ts'

export interface WatchingOptions
  extends Omit<WatcherOptions, 'newExecution'>, Pick<TriggerSurroundings, 'zone' | 'now' | 'environment'> {
  readonly catalog: Catalog
  readonly executions: Executions
  readonly variables: (project: string) => Promise<Readonly<Record<string, string>>>
}

/** A workflow that somebody runs by hand. */
export interface Tried {
  readonly workflow: string
  readonly project: string
  readonly document: JsonObject
  /** The trigger to begin at; left out, the one that a run by hand begins at. */
  readonly trigger?: string | undefined
}

export type FirstFound = Pick<Found, 'execution' | 'items'>

/** Triggers that look for what happens elsewhere. */
const LOOKING = new Set(['poll', 'watch'] as const)

/** How long somebody waits for something to happen. */
const PATIENCE_MS = 60_000

export class Watching {
  readonly #options: WatchingOptions
  readonly #watcher: Watcher

  constructor(options: WatchingOptions) {
    this.#options = options
    this.#watcher = new Watcher({ ...options, newExecution: () => options.executions.newId() })
  }

  /** Looks with a trigger of a published workflow. A watch that fails tries again, and tells of the same failure once. */
  look(watched: Watched, lasts: boolean): Look {
    let told: string | undefined
    return this.#watcher.look(watched, {
      lasts,
      found: (found) => {
        told = undefined
        return this.#begin(found)
      },
      failed: (error) => {
        this.#options.onFault(watched, 'A trigger failed', error)
        if (told !== error.message) this.#tell(watched, error)
        told = error.message
      },
    })
  }

  #tell({ workflow, document, node, project }: Watched, { code, name, message }: ItemError): void {
    const plan = planOf(document, workflow, this.#options.catalog)
    const error = { code, name, message, node: plan.byId.get(node)?.name ?? node }
    tellOfFailedTrigger(this.#options.executions, plan, project, error)
  }

  close(): void {
    this.#watcher.close()
  }

  /** Resolves once the event is on disk; one that began something before is there already. */
  #begin({ with: { workflow, version, project, node }, execution, items, key }: Found): Promise<void> {
    const facts = { execution, workflow, version, mode: 'trigger', trigger: node, rootId: execution } as const
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#options.executions.startWatched(
      { ...facts, outputs: [items], pinData: false, ...(key !== undefined && { once: { key } }) },
      project,
      { accepted: resolve, failed: (error) => (error.code === 'key_taken' ? resolve() : reject(error)) },
    )
    return promise
  }

  /**
   * What the trigger finds first, by hand; undefined where the run begins at another kind of trigger.
   * @throws HttpProblem `nothing_happened`, `trigger_failed`
   */
  async first({ workflow, project, document, trigger }: Tried): Promise<FirstFound | undefined> {
    const { catalog } = this.#options
    const plan = planOf(document, workflow, catalog)
    const variables = await this.#options.variables(project)
    const placed = startingTrigger(plan, { ...this.#options, variables, active: false, manual: true }, trigger, LOOKING)
    if (placed === undefined) return undefined
    const owner = { id: workflow, version: 'draft', project }
    return this.#firstOf(watchedWith(owner, placed, document, variables), placed.node.name)
  }

  async #firstOf(watched: Watched, name: string): Promise<FirstFound> {
    const { promise, resolve } = Promise.withResolvers<FirstFound | 'late'>()
    let failure: string | undefined
    const look = this.#watcher.look(watched, {
      lasts: false,
      found: async (one) => resolve(one),
      failed: ({ message }) => {
        failure = message
      },
    })
    const timer = setTimeout(() => resolve('late'), PATIENCE_MS)
    const found = await Promise.race([promise, look.ended])
    clearTimeout(timer)
    look.stop()
    if (failure !== undefined) throw problems.triggerFailed(name, failure)
    if (found === undefined || found === 'late') throw problems.nothingHappened(name)
    return found
  }
}
