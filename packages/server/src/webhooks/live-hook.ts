/**
 * A hook ready to be called: everything about it that does not depend on the request was worked out once, when the
 * published version was first called.
 */
import { conditionHolds, type Hook, type TriggerContext, type WebhookTrigger } from '@millrace/sdk'
import type { Plan, PlanNode } from '@millrace/workflow'
import { hooksOf, type PlacedTrigger } from '../triggers/placed-trigger.ts'
import { createAddressList } from './allow-list.ts'

export interface LiveHook {
  readonly hook: Hook
  readonly webhook: WebhookTrigger
  readonly context: TriggerContext
  readonly node: PlanNode
  readonly workflow: string
  readonly version: string
  readonly project: string
  readonly allows: ((address: string) => boolean) | undefined
  /** The credential its authentication names; undefined where none is needed or none was chosen. */
  readonly credential: string | undefined
  /** Why it cannot answer in the mode it asks for. */
  readonly problem: string | undefined
  /** Further pages lie behind it: its visitors go on at the form address of the execution. */
  readonly continues: boolean
}

export interface HookOwner {
  readonly workflow: string
  readonly version: string
  readonly project: string
}

/** All hooks of a plan's triggers. */
export function liveHooks(plan: Plan, triggers: readonly PlacedTrigger[], owner: HookOwner): readonly LiveHook[] {
  return triggers.flatMap((placed) => {
    const { trigger, context, node } = placed
    if (trigger.by !== 'webhook') return []
    return hooksOf(placed).map((hook) => ({
      ...liveHook(owner, { hook, webhook: trigger.webhook, context, node }),
      problem: modeProblem(plan, node, hook),
      continues: continuesForm(plan, node, hook),
    }))
  })
}

/** One hook of a node. */
export function liveHook(owner: HookOwner, placed: Pick<LiveHook, 'hook' | 'webhook' | 'context' | 'node'>): LiveHook {
  const { hook, node } = placed
  return {
    ...owner,
    ...placed,
    allows: hook.allowedAddresses && createAddressList(hook.allowedAddresses),
    credential: credentialOf(hook, node),
    problem: undefined,
    continues: false,
  }
}

function credentialOf({ authentication }: Hook, node: PlanNode): string | undefined {
  if (authentication.kind === 'none' || authentication.kind === 'user') return undefined
  return node.credentials[authentication.credentialType]?.id ?? undefined
}

/** An answer given by a node and the mode that waits for it belong together; one without the other is a mistake. */
function modeProblem(plan: Plan, trigger: PlanNode, hook: Hook): string | undefined {
  const answers = behind(plan, trigger).some((node) => node.nodeType?.description.answersCaller === true)
  if (hook.responseMode === 'responseNode' && !answers) {
    return 'No node that responds to the webhook was found in the workflow.'
  }
  const unused = hook.responseMode === 'onReceived' || hook.responseMode === 'lastNode'
  return unused && answers
    ? 'A node that responds to the webhook is there, but the trigger does not wait for it.'
    : undefined
}

/** Whether further pages lie behind a form. */
export function continuesForm(plan: Plan, node: PlanNode, { forVisitors, responseMode }: Hook): boolean {
  if (forVisitors !== true || responseMode === 'responseNode') return false
  return behind(plan, node).some(({ nodeType, parameters: { raw }, version }) => {
    const shows = nodeType?.description.continuesForm
    return shows !== undefined && conditionHolds(shows, raw, raw, version)
  })
}

function behind(plan: Plan, trigger: PlanNode): readonly PlanNode[] {
  const seen = new Set<number>([trigger.at])
  const found: PlanNode[] = []
  const pending = [trigger]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    for (const { to } of node.next) {
      const next = plan.nodes[to]
      if (next === undefined || seen.has(to)) continue
      seen.add(to)
      pending.push(next)
      if (!next.disabled) found.push(next)
    }
  }
  return found
}
