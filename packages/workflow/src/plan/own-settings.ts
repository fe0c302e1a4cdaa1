/**
 * What a document says under `meta.millrace` about how it runs: settings the format did not have. A document without
 * them runs as it would elsewhere. What is not as it should be counts as not said.
 *
 *   workflow  `concurrency`   how many of its executions run at a time
 *             `interrupted`   what becomes of an attempt of which nobody knows whether it was made: `again` or `ask`
 *             `expressions`   `strict`: errors in expressions are told, and braces in texts and objects end no block
 *   node      `interrupted`   the same for this node alone
 *             `timeout`       seconds an attempt may take
 *             `keyHeader`     the header that carries an attempt's key in its requests that change something
 *             `idempotency`   of a webhook: an event that comes again under its `Idempotency-Key` begins nothing
 */
import type { JsonObject } from '@millrace/sdk'
import type { Workflow } from '../document.ts'

export type Interrupted = 'again' | 'ask'

export type ExpressionMode = 'n8n' | 'strict'

export interface OwnSettings {
  readonly concurrency: number | undefined
  readonly interrupted: Interrupted
  readonly expressions: ExpressionMode
}

export interface OwnNodeSettings {
  readonly interrupted: Interrupted
  /** Milliseconds an attempt may take. */
  readonly timeout: number | undefined
  readonly keyHeader: string | undefined
  readonly idempotency: boolean
}

export function ownSettings({ millrace = NOTHING }: Workflow): OwnSettings {
  const { concurrency, interrupted, expressions } = millrace
  return {
    concurrency: isPositive(concurrency) ? Math.max(1, Math.floor(concurrency)) : undefined,
    interrupted: interrupted === 'ask' ? 'ask' : 'again',
    expressions: expressions === 'strict' ? 'strict' : 'n8n',
  }
}

export function ownNodeSettings(
  { millrace = NOTHING }: Workflow,
  node: string,
  workflow: OwnSettings,
): OwnNodeSettings {
  const nodes = objectOf(millrace.nodes)
  const { interrupted, timeout, keyHeader, idempotency } = Object.hasOwn(nodes, node) ? objectOf(nodes[node]) : NOTHING
  return {
    interrupted: interrupted === 'ask' || interrupted === 'again' ? interrupted : workflow.interrupted,
    timeout: isPositive(timeout) ? timeout * 1000 : undefined,
    keyHeader: typeof keyHeader === 'string' && /^[\w-]{1,100}$/.test(keyHeader) ? keyHeader : undefined,
    idempotency: idempotency === true,
  }
}

const NOTHING: JsonObject = {}

function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : NOTHING
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0
}
