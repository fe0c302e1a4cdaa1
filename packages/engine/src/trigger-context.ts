/** What a trigger may read when it is published or fires: by the server, and by a run that it begins. */
import { dataScope, type Scope } from '@millrace/expression'
import type { Item, JsonObject, TriggerContext } from '@millrace/sdk'
import { type Parameters, type PlanNode, type Prepared, preparedAt, resolvePrepared } from '@millrace/workflow'

export interface TriggerFacts {
  readonly node: PlanNode
  readonly workflow: { readonly id: string; readonly name: string; readonly active: boolean }
  readonly zone: string
  readonly manual: boolean
  readonly vars: Readonly<Record<string, string>>
  /** What of the environment expressions may read. */
  readonly environment?: Readonly<Record<string, string>>
  now(): number
}

/** What a node may read that is called while it waits: its parameters are as they were when it began to. */
export function resumeContext(facts: TriggerFacts, parameters: JsonObject): TriggerContext {
  return { ...triggerContext(facts), parameters }
}

export function triggerContext(facts: TriggerFacts): TriggerContext {
  const { id, name, type, version, webhookId, parameters } = facts.node
  return {
    node: { id, name, type, version, ...(webhookId === undefined ? undefined : { webhookId }) },
    workflow: facts.workflow,
    parameters: lazily(parameters, scopeOf(facts)),
    rawParameters: parameters.raw,
    parameter: (path, item) => {
      const prepared = preparedAt(parameters, path)
      return prepared === undefined ? undefined : resolvePrepared(prepared, scopeOf(facts, item))
    },
    zone: facts.zone,
    manual: facts.manual,
    now: () => new Date(facts.now()),
  }
}

function scopeOf({ workflow, zone, manual, vars, environment, now }: TriggerFacts, item?: Item): Scope {
  return dataScope({
    ...(item === undefined ? undefined : { input: [{ ...item }] }),
    workflow,
    zone,
    mode: manual ? 'manual' : 'trigger',
    now,
    vars: () => vars,
    env: () => environment ?? {},
  })
}

/** Parameters whose expressions are resolved when their member is read, however deep it lies. */
function lazily({ raw, dynamic }: Parameters, scope: Scope): JsonObject {
  return dynamic?.kind === 'object' ? lazyObject(dynamic, scope) : raw
}

function lazyObject({ keys, values }: Extract<Prepared, { readonly kind: 'object' }>, scope: Scope): JsonObject {
  const resolved: JsonObject = {}
  keys.forEach((key, index) => {
    const prepared = values[index]
    if (prepared === undefined) return
    const member =
      prepared.kind === 'constant'
        ? { value: prepared.value }
        : { get: () => (prepared.kind === 'object' ? lazyObject(prepared, scope) : resolvePrepared(prepared, scope)) }
    Object.defineProperty(resolved, key, { ...member, enumerable: true, configurable: true })
  })
  return resolved
}
