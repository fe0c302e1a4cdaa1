/** The triggers of a document as the server sees them: what they listen on and when they fire. */
import { triggerContext, triggerOf } from '@millrace/engine'
import type { Catalog, Hook, ScheduleRule, Trigger, TriggerContext } from '@millrace/sdk'
import { compile, importWorkflow, type Plan, type PlanNode } from '@millrace/workflow'

export interface PlacedTrigger {
  readonly node: PlanNode
  readonly trigger: Trigger
  readonly context: TriggerContext
}

export interface TriggerSurroundings {
  readonly zone: string
  readonly now: () => number
  readonly variables: Readonly<Record<string, string>>
  /** Environment variables that expressions may read. */
  readonly environment: Readonly<Record<string, string>>
}

export interface Placement extends TriggerSurroundings {
  readonly active: boolean
  readonly manual: boolean
}

/** Reads a document and compiles it; the id is the row's, whatever the document says. */
export function planOf(document: unknown, id: string, catalog: Catalog): Plan {
  const { workflow } = importWorkflow(document)
  return { ...compile(workflow, catalog).plan, id }
}

/** All triggers of a plan that are not switched off. */
export function triggersOf(plan: Plan, placement: Placement): readonly PlacedTrigger[] {
  return plan.nodes.flatMap((node) => {
    const trigger = node.nodeType?.trigger
    if (node.disabled || trigger === undefined) return []
    const context = triggerContext({
      node,
      workflow: { id: plan.id, name: plan.name, active: placement.active },
      zone: zoneOf(plan, placement.zone),
      manual: placement.manual,
      vars: placement.variables,
      environment: placement.environment,
      now: placement.now,
    })
    return [{ node, trigger, context }]
  })
}

/**
 * The trigger that a run by hand begins at, where it is of such a kind and has no pinned items.
 * @param chosen its id; left out, the one that a run by hand begins at
 * @throws EngineError `not_startable` where the chosen one is not there
 */
export function startingTrigger(
  plan: Plan,
  placement: Placement,
  chosen: string | undefined,
  kinds: ReadonlySet<Trigger['by']>,
): PlacedTrigger | undefined {
  const all = triggersOf(plan, placement).filter(({ trigger: { by } }) => kinds.has(by))
  if (all.length === 0) return undefined
  const { id } = triggerOf(plan, { trigger: chosen ?? '', mode: 'manual' })
  return all.find(({ node }) => node.id === id && node.pinned === undefined)
}

/** The workflow's own zone; `DEFAULT` is how a document says that it has none. */
export function zoneOf({ settings }: Plan, zone: string): string {
  return settings.timezone === undefined || settings.timezone === 'DEFAULT' ? zone : settings.timezone
}

/** The addresses a trigger listens on; none where it is no webhook. */
export function hooksOf({ trigger, context }: PlacedTrigger): readonly Hook[] {
  return trigger.by === 'webhook' ? trigger.webhook.hooks(context) : []
}

export function rulesOf({ trigger, context }: PlacedTrigger): readonly ScheduleRule[] {
  if (trigger.by === 'poll') return trigger.poll.rules(context)
  return trigger.by === 'schedule' ? trigger.schedule.rules(context) : []
}

/** Whether it starts executions without anybody pressing a button. */
export function startsByItself({ trigger }: PlacedTrigger): boolean {
  return trigger.by !== 'manual' && trigger.by !== 'dataset'
}
