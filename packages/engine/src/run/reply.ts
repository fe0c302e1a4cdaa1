/** The answer to whoever waits for one: the first that is given counts, and it leaves with the next write. */
import type { Item, Output, TriggerContext, WebhookResponse } from '@millrace/sdk'
import type { PlanNode } from '@millrace/workflow'
import { answerAtEnd, answerAtWait, type Answerer } from '../answering.ts'
import type { StartJob } from '../ports.ts'
import { resumeContext, triggerContext, type TriggerFacts } from '../trigger-context.ts'
import type { RunState } from './run-state.ts'

export class Reply {
  /** What somebody waits for; undefined while nobody does. */
  awaited: StartJob['respond']
  private readonly state: RunState
  private readonly facts: (node: PlanNode) => TriggerFacts
  private response: WebhookResponse | undefined

  constructor(awaited: StartJob['respond'], state: RunState, facts: (node: PlanNode) => TriggerFacts) {
    this.awaited = awaited
    this.state = state
    this.facts = facts
  }

  /** Whether an answer has been given that has not left. */
  get isDue(): boolean {
    return this.response !== undefined
  }

  give(response: WebhookResponse | undefined): void {
    if (response === undefined || this.state.responded) return
    this.state.responded = true
    this.response = response
  }

  /** The answer that is to leave now. */
  leave(): WebhookResponse | undefined {
    const { response } = this
    this.response = undefined
    return response
  }

  /** The execution begins a long wait with these items at hand. */
  giveAtWait(items: () => readonly Item[]): void {
    if (this.state.responded || this.awaited === undefined) return
    this.give(answerAtWait(this.awaited, items(), () => this.answerer()))
  }

  giveAtEnd(succeeded: boolean, outputs: readonly Output[]): void {
    if (this.state.responded) return
    this.give(answerAtEnd(this.awaited, succeeded, outputs, () => this.answerer()))
  }

  /** What the trigger may read. */
  triggerContext(): TriggerContext {
    return triggerContext(this.facts(this.state.trigger))
  }

  /** Who makes the answer that somebody waits for. */
  private answerer(): Answerer | undefined {
    const { called, trigger: node } = this.state
    if (called !== undefined) {
      const webhook = called.node.nodeType?.resume
      return webhook && { webhook, context: resumeContext(this.facts(called.node), called.parameters) }
    }
    const { trigger } = node.nodeType ?? {}
    return trigger?.by === 'webhook' ? { webhook: trigger.webhook, context: this.triggerContext() } : undefined
  }
}
