/**
 * Parameters made ready: what is constant is kept as it is and shared by all items, what holds an
 * expression is compiled once. Resolving builds new objects only along the way to an expression.
 */
import { compileTemplate, evaluate, isExpression, type Scope, type Template } from '@millrace/expression'
import {
  type Json,
  type JsonObject,
  type NodeDescription,
  type Property,
  visibleProperties,
  withDefaults,
} from '@millrace/sdk'
import { isJsonList, isJsonObject, own } from '../json.ts'
import type { ExpressionMode } from './own-settings.ts'

export interface Parameters {
  /** As stored, defaults filled in, expressions as text. */
  readonly raw: JsonObject
  /** What resolves to the same for every item and moment; undefined: the whole does. */
  readonly dynamic: Dynamic | undefined
  /** Whether an expression in them may differ from item to item. */
  readonly perItem: boolean
}

/** A value with an expression somewhere in it. */
export type Dynamic =
  | { readonly kind: 'template'; readonly template: Template }
  | { readonly kind: 'object'; readonly keys: readonly string[]; readonly values: readonly Prepared[] }
  | { readonly kind: 'list'; readonly values: readonly Prepared[] }

export type Prepared = { readonly kind: 'constant'; readonly value: Json } | Dynamic

/** Prepares the parameters of a placed node; `description` is missing for types that are not installed. */
export function prepareParameters(
  given: JsonObject,
  description: NodeDescription | undefined,
  version: number,
  mode: ExpressionMode = 'n8n',
): Parameters {
  const raw = description === undefined ? given : withDefaults(description, given, version)
  const fixed = description === undefined ? none : fixedNames(visibleProperties(description, raw, version))
  const prepared = prepareObject(raw, fixed, mode)
  if (prepared.kind === 'constant') return { raw, dynamic: undefined, perItem: false }
  return { raw, dynamic: prepared, perItem: variesByItem(prepared) }
}

const none: ReadonlySet<string> = new Set()

/** Parameters in which nothing is an expression, whatever they hold; a mapping is none, but its columns may be. */
function fixedNames(properties: readonly Property[]): ReadonlySet<string> {
  const fixed = properties.filter(({ noExpression, type }) => noExpression === true && type !== 'resourceMapper')
  return new Set(fixed.map(({ name }) => name))
}

function prepare(value: Json, mode: ExpressionMode): Prepared {
  if (typeof value === 'string') {
    if (!isExpression(value)) return { kind: 'constant', value }
    return { kind: 'template', template: compileTemplate(value, { mode }) }
  }
  if (isJsonList(value)) {
    const values = value.map((entry) => prepare(entry, mode))
    return values.every(isConstant) ? { kind: 'constant', value } : { kind: 'list', values }
  }
  if (isJsonObject(value)) return prepareObject(value, none, mode)
  return { kind: 'constant', value }
}

function prepareObject(value: JsonObject, fixed: ReadonlySet<string>, mode: ExpressionMode): Prepared {
  const keys: string[] = []
  const values: Prepared[] = []
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue
    keys.push(key)
    values.push(fixed.has(key) ? { kind: 'constant', value: member } : prepare(member, mode))
  }
  return values.every(isConstant) ? { kind: 'constant', value } : { kind: 'object', keys, values }
}

/** Whether the value may be another for another item. */
export function variesByItem(prepared: Prepared): boolean {
  switch (prepared.kind) {
    case 'constant':
      return false
    case 'template':
      return prepared.template.summary.perItem
    default:
      return prepared.values.some(variesByItem)
  }
}

function isConstant(prepared: Prepared): boolean {
  return prepared.kind === 'constant'
}

/** Resolves prepared parameters for the item the scope stands at. */
export function resolvePrepared(prepared: Prepared, scope: Scope): unknown {
  switch (prepared.kind) {
    case 'constant':
      return prepared.value
    case 'template':
      return evaluate(prepared.template, scope)
    case 'list': {
      const list: unknown[] = []
      for (const value of prepared.values) list.push(resolvePrepared(value, scope))
      return list
    }
    case 'object': {
      const object: Record<string, unknown> = {}
      const { keys, values } = prepared
      for (let i = 0; i < keys.length; i++) {
        const key = keys[i]
        const value = values[i]
        if (key === undefined || value === undefined) continue
        if (key === '__proto__') define(object, key, resolvePrepared(value, scope))
        else object[key] = resolvePrepared(value, scope)
      }
      return object
    }
    default:
      return prepared satisfies never
  }
}

function define(object: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true })
}

/**
 * The part of prepared parameters at a path (`options.reset`, `rules.values[0].key`): so that one parameter
 * can be resolved without the others.
 */
export function preparedAt(parameters: Parameters, path: string): Prepared | undefined {
  let prepared: Prepared | undefined = parameters.dynamic ?? { kind: 'constant', value: parameters.raw }
  for (const segment of path.split(/[.[\]]+/).filter((part) => part !== '')) {
    if (prepared === undefined) return undefined
    prepared = member(prepared, segment)
  }
  return prepared
}

function member(prepared: Prepared, key: string): Prepared | undefined {
  switch (prepared.kind) {
    case 'constant': {
      const { value } = prepared
      const found = isJsonObject(value) ? own(value, key) : isJsonList(value) ? value[Number(key)] : undefined
      return found === undefined ? undefined : { kind: 'constant', value: found }
    }
    case 'template':
      return undefined
    case 'list':
      return prepared.values[Number(key)]
    case 'object':
      return prepared.values[prepared.keys.indexOf(key)]
    default:
      return prepared satisfies never
  }
}
