/**
 * Schedules of published workflows, and what happens to these themselves. Each rule is a cron pattern in the workflow's
 * zone; when it last fired is a row, so a restart neither repeats a moment nor forgets one, and "every third day"
 * counts from the last time. Events follow from what was published at the last look and is now.
 */
import type { Look, StartJob, Watched } from '@millrace/engine'
import {
  type Catalog,
  type Item,
  type ItemError,
  type Json,
  type MissedMoments,
  type ScheduleRule,
  toItemError,
  type Trigger,
  type WorkflowEvent,
} from '@millrace/sdk'
import type { PublishedWorkflow, Store } from '@millrace/store'
import type { Plan } from '@millrace/workflow'
import { Cron } from 'croner'
import { DateTime } from 'luxon'
import { type PlacedTrigger, planOf, rulesOf, triggersOf, type TriggerSurroundings } from './placed-trigger.ts'

export interface SchedulesOptions extends Omit<TriggerSurroundings, 'variables'> {
  readonly store: Pick<Store, 'workflows' | 'schedules' | 'variables'>
  readonly catalog: Catalog
  readonly newId: () => string
  readonly start: (job: StartJob, project: string) => void
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

type Owner = PublishedWorkflow

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
    const { store, catalog, start } = this.#options
    const found = await store.workflows.find(owner.id, { version: owner.version })
    if (!found || !mayConcern(found.document, catalog)) return []
    const variables = await store.variables.all(owner.project)
    const plan = planOf(found.document, owner.id, catalog)
    const triggers = triggersOf(plan, { ...this.#options, variables, active: true, manual: false })
    for (const { node, trigger, context } of triggers) {
      if (trigger.by !== 'event' || !trigger.event.events(context).includes(event)) continue
      start(this.#jobOf(owner, node.id, trigger.event.start(context, event)), owner.project)
    }
    const stops: (() => void)[] = []
    for (const placed of triggers) {
      const watched = watchedWith(owner, placed, found.document, variables)
      try {
        stops.push(...this.#place(owner, placed, watched))
        if (event === 'init') await this.#makeUp(owner, placed)
      } catch (fault) {
        this.#options.onFault(owner.id, fault)
        this.#options.failed(plan, owner.project, toItemError(fault, { node: placed.node.name }))
      }
    }
    return stops
  }

  #jobOf({ id: workflow, version }: Owner, trigger: string, items: readonly Item[]): StartJob {
    const execution = this.#options.newId()
    return {
      execution,
      workflow,
      version,
      mode: 'trigger',
      trigger,
      rootId: execution,
      outputs: [items],
      pinData: false,
    }
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
          if (!(await this.#isDue(owner, placed, rule, index))) return
          const at = Math.floor(this.#options.now() / 1000) * 1000
          if (placed.trigger.by === 'schedule') await this.#fire(owner, placed, { rule: index, at })
          else if (await this.#take(owner, placed, { rule: index, at })) this.#poll(watched, polling)
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

  /** Whether a moment of a rule counts: every third day is not every day. */
  async #isDue(owner: Owner, { node, context }: PlacedTrigger, rule: ScheduleRule, index: number): Promise<boolean> {
    if (rule.every === undefined) return true
    const fired = await this.#options.store.schedules.lastFired(owner.id)
    const last = fired.find((one) => one.node === node.id && one.rule === index)?.at
    return last === undefined || isNext(rule.every, last, this.#options.now(), context.zone)
  }

  /** Takes a moment; whoever asks second gets none. */
  #take(owner: Owner, { node }: PlacedTrigger, moment: Moment, job?: StartJob): Promise<boolean> {
    return this.#options.store.schedules.fired(owner.id, { node: node.id, ...moment }, job)
  }

  /** Begins an execution, which is on disk as soon as its moment is taken. */
  async #fire(owner: Owner, placed: PlacedTrigger, moment: Moment): Promise<void> {
    if (placed.trigger.by !== 'schedule') return
    const job = this.#jobOf(owner, placed.node.id, placed.trigger.schedule.start(placed.context))
    if (await this.#take(owner, placed, moment, job)) this.#options.start(job, owner.project)
  }

  /** Looks whether there is something to begin an execution with: never twice at a time. */
  #poll(watched: Watched, polling: Set<Look>): void {
    if (polling.size > 0) return
    const one = this.#options.look(watched, false)
    polling.add(one)
    void one.ended.then(() => polling.delete(one))
  }

  /** What becomes of the moments that passed while no server ran. */
  async #makeUp(owner: Owner, placed: PlacedTrigger): Promise<void> {
    const { trigger, context, node } = placed
    const missed = trigger.by === 'schedule' ? trigger.schedule.missed?.(context) : undefined
    if (missed === undefined || (missed.run === 'none' && missed.graceMs === 0)) return
    const { store, now } = this.#options
    const fired = await store.schedules.lastFired(owner.id)
    const moments = rulesOf(placed).flatMap((rule, index): Moment[] => {
      const last = fired.find((one) => one.node === node.id && one.rule === index)?.at
      const at = lastMissed(rule, {
        last,
        since: Math.max(last ?? 0, owner.publishedAt),
        now: now(),
        zone: context.zone,
      })
      return at === undefined ? [] : [{ rule: index, at }]
    })
    for (const moment of toMakeUp(moments, missed, now())) await this.#fire(owner, placed, moment)
    // The others are over for good: the next start finds none of them again.
    for (const moment of moments) await this.#take(owner, placed, moment)
  }
}

/** What the process of triggers is told of one. */
export function watchedWith(
  { id, version, project }: Omit<Owner, 'publishedAt'>,
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

interface Moment {
  /** The place of the rule in its trigger. */
  readonly rule: number
  /** Milliseconds since 1970. */
  readonly at: number
}

/** The last moment of a rule that nobody took, if there is one. */
export function lastMissed(
  { cron, every }: ScheduleRule,
  span: { readonly last: number | undefined; readonly since: number; readonly now: number; readonly zone: string },
): number | undefined {
  const before = new Date(span.now + 1)
  const at = new Cron(cron, { timezone: span.zone, paused: true }).previousRuns(1, before)[0]?.getTime()
  if (at === undefined || at <= span.since) return undefined
  if (every !== undefined && span.last !== undefined && !isNext(every, span.last, at, span.zone)) return undefined
  return at
}

/** Those of the missed moments that an execution begins with after all. */
export function toMakeUp(moments: readonly Moment[], { run, graceMs }: MissedMoments, now: number): readonly Moment[] {
  const kept = moments.filter(({ at }) => now - at <= graceMs)
  switch (run) {
    case 'none':
      return kept
    case 'lastOfEach':
      return moments
    case 'last':
      return moments.toSorted((a, b) => b.at - a.at).slice(0, 1)
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
