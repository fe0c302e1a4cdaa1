/**
 * Schedules of published workflows, and what happens to these themselves. Each rule is a cron pattern in the workflow's
 * zone; when it last fired is a row, so a restart neither repeats a moment nor forgets one, and "every third day"
 * counts from the last time. Events follow from what was published at the last look and is now.
 */
import type { Look, Watched } from '@millrace/engine'
import {
  type Catalog,
  type Item,
  type ItemError,
  type Json,
  type ScheduleRule,
  toItemError,
  type Trigger,
  type WorkflowEvent,
} from '@millrace/sdk'
import type { Store } from '@millrace/store'
import type { Plan } from '@millrace/workflow'
import { Cron } from 'croner'
import { DateTime } from 'luxon'
import { type PlacedTrigger, planOf, rulesOf, triggersOf, type TriggerSurroundings } from './placed-trigger.ts'

export interface Firing {
  readonly workflow: string
  readonly version: string
  readonly project: string
  readonly node: string
  readonly items: readonly Item[]
}

export interface SchedulesOptions extends Omit<TriggerSurroundings, 'variables'> {
  readonly store: Pick<Store, 'workflows' | 'schedules' | 'variables'>
  readonly catalog: Catalog
  readonly fire: (firing: Firing) => void
  /** Looks with a trigger for what happens elsewhere: once, or until the workflow changes (`lasts`). */
  readonly look: (watched: Watched, lasts: boolean) => Look
  readonly onFault: (workflow: string, fault: unknown) => void
  /** A trigger that cannot start: the others of its workflow do. */
  readonly failed: (plan: Plan, project: string, error: ItemError) => void
}

interface Scheduled {
  readonly version: string
  readonly stops: readonly (() => void)[]
}

interface Owner {
  readonly id: string
  readonly version: string
  readonly project: string
}

export class ScheduleTriggers {
  readonly #options: SchedulesOptions
  readonly #scheduled = new Map<string, Scheduled>()
  #refreshing: Promise<void> = Promise.resolve()
  #looked = false
  #closed = false

  constructor(options: SchedulesOptions) {
    this.#options = options
  }

  /** Starts and stops schedules as workflows are published, changed and unpublished. */
  refresh(): Promise<void> {
    this.#refreshing = this.#refreshing.then(() => this.#update())
    return this.#refreshing
  }

  close(): void {
    this.#closed = true
    for (const id of this.#scheduled.keys()) this.#stop(id)
  }

  async #update(): Promise<void> {
    const published = await this.#options.store.workflows.published()
    const versions = new Map(published.map((one) => [one.id, one.version]))
    const before = new Set(this.#scheduled.keys())
    for (const [id, { version }] of this.#scheduled) if (versions.get(id) !== version) this.#stop(id)
    for (const owner of published) {
      if (this.#closed) return
      if (this.#scheduled.has(owner.id)) continue
      try {
        const event = !this.#looked ? 'init' : before.has(owner.id) ? 'update' : 'activate'
        this.#scheduled.set(owner.id, { version: owner.version, stops: await this.#begin(owner, event) })
      } catch (error) {
        this.#scheduled.set(owner.id, { version: owner.version, stops: [] })
        this.#options.onFault(owner.id, error)
      }
    }
    this.#looked = true
  }

  #stop(id: string): void {
    for (const stop of this.#scheduled.get(id)?.stops ?? []) stop()
    this.#scheduled.delete(id)
  }

  async #begin(owner: Owner, event: WorkflowEvent): Promise<readonly (() => void)[]> {
    const { store, catalog, fire } = this.#options
    const found = await store.workflows.find(owner.id, { version: owner.version })
    if (!found || !mayConcern(found.document, catalog)) return []
    const variables = await store.variables.all(owner.project)
    const plan = planOf(found.document, owner.id, catalog)
    const triggers = triggersOf(plan, { ...this.#options, variables, active: true, manual: false })
    for (const { node, trigger, context } of triggers) {
      if (trigger.by !== 'event' || !trigger.event.events(context).includes(event)) continue
      const items = trigger.event.start(context, event)
      fire({ workflow: owner.id, version: owner.version, project: owner.project, node: node.id, items })
    }
    return triggers.flatMap((placed) => {
      const watched = watchedWith(owner, placed, found.document, variables)
      try {
        return this.#place(owner, placed, watched)
      } catch (fault) {
        this.#options.onFault(owner.id, fault)
        this.#options.failed(plan, owner.project, toItemError(fault, { node: placed.node.name }))
        return []
      }
    })
  }

  #place(owner: Owner, placed: PlacedTrigger, watched: Watched): readonly (() => void)[] {
    const crons = this.#crons(owner, placed, watched)
    const watch = placed.trigger.by === 'watch' ? this.#options.look(watched, true) : undefined
    return [...(watch ? [() => watch.stop()] : []), ...crons]
  }

  #crons(owner: Owner, placed: PlacedTrigger, watched: Watched): readonly (() => void)[] {
    const polling = new Set<Look>()
    const settings = {
      timezone: placed.context.zone,
      catch: (error: unknown) => this.#options.onFault(owner.id, error),
      paused: true,
    }
    const crons = rulesOf(placed).map(
      (rule, index) =>
        new Cron(rule.cron, settings, async () => {
          if (await this.#isDue(owner, placed, rule, index)) this.#act(owner, placed, watched, polling)
        }),
    )
    // None runs before all are made: a rule that is wrong leaves nothing behind.
    for (const cron of crons) cron.resume()
    return [
      ...crons.map((cron) => () => cron.stop()),
      () => {
        for (const look of polling) look.stop()
      },
    ]
  }

  async #isDue(owner: Owner, placed: PlacedTrigger, rule: ScheduleRule, index: number): Promise<boolean> {
    const { store, now } = this.#options
    const node = placed.node.id
    const at = Math.floor(now() / 1000) * 1000
    if (rule.every) {
      const fired = await store.schedules.lastFired(owner.id)
      const last = fired.find((one) => one.node === node && one.rule === index)?.at
      if (last !== undefined && !isNext(rule.every, last, at, placed.context.zone)) return false
    }
    return store.schedules.fired(owner.id, { node, rule: index, at })
  }

  /** Begins an execution, or looks whether there is something to begin one with: never twice at a time. */
  #act(owner: Owner, { node, trigger, context }: PlacedTrigger, watched: Watched, polling: Set<Look>): void {
    const { fire, look } = this.#options
    const { id: workflow, version, project } = owner
    if (trigger.by === 'schedule') {
      fire({ workflow, version, project, node: node.id, items: trigger.schedule.start(context) })
    } else if (trigger.by === 'poll' && polling.size === 0) {
      const one = look(watched, false)
      polling.add(one)
      void one.ended.then(() => polling.delete(one))
    }
  }
}

/** What the process of triggers is told of one. */
export function watchedWith(
  { id, version, project }: Owner,
  { node, context }: PlacedTrigger,
  document: Json,
  variables: Watched['variables'],
): Watched {
  const { zone, manual, workflow } = context
  return {
    workflow: id,
    version,
    project,
    node: node.id,
    document,
    zone,
    active: workflow.active,
    manual,
    variables,
  }
}

/** Whether so many calendar units lie between two moments: from Monday 23:00 to Tuesday 01:00 is one day. */
export function isNext(every: NonNullable<ScheduleRule['every']>, last: number, at: number, zone: string): boolean {
  const start = (moment: number) => DateTime.fromMillis(moment, { zone }).startOf(singular[every.unit])
  return start(at).diff(start(last), every.unit).as(every.unit) >= every.count - 0.01
}

const singular = {
  seconds: 'second',
  minutes: 'minute',
  hours: 'hour',
  days: 'day',
  weeks: 'week',
  months: 'month',
} as const

const byThemselves: ReadonlySet<Trigger['by']> = new Set<Trigger['by']>(['schedule', 'event', 'poll', 'watch'])

/** A look at the node types, so that a thousand documents without such triggers are not compiled at start. */
function mayConcern(document: unknown, catalog: Catalog): boolean {
  const concerned = catalog.nodes.filter(({ trigger }) => trigger !== undefined && byThemselves.has(trigger.by))
  const text = JSON.stringify(document)
  return concerned.some(
    ({ description }) => text.includes(`.${description.type}"`) || text.includes(`"${description.type}"`),
  )
}
