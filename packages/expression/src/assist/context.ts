/**
 * What the editor knows around a parameter, for completion, hover and checks.
 */
import type { Mode } from '../parse.ts'
import { objectShape, UNKNOWN, type Shape } from './shape.ts'

export interface KnownNode {
  readonly name: string
  /** Shape of its items' JSON, when there is data. */
  readonly json?: Shape
  /** False when it does not lead to the node at hand, so that `.item` finds nothing. */
  readonly leadsHere?: boolean
}

export interface AssistContext {
  /** How the workflow reads its expressions. Default `n8n`. */
  readonly mode?: Mode
  /** Shape of the current item's JSON. */
  readonly json?: Shape
  readonly binary?: readonly string[]
  readonly nodes?: readonly KnownNode[]
  readonly vars?: Readonly<Record<string, Shape>>
  readonly parameters?: Shape
  /** Further names, with their `$` (`$response`, …). */
  readonly extra?: Readonly<Record<string, Shape>>
}

const text: Shape = { type: 'string' }
const number: Shape = { type: 'number' }
const fn: Shape = { type: 'function' }

export function itemShape(json: Shape = UNKNOWN): Shape {
  return objectShape({ json, binary: objectShape({}, true), pairedItem: UNKNOWN })
}

/** Members of `$('X')`. */
export function nodeShape(node: KnownNode | undefined): Shape {
  const item = itemShape(node?.json)
  return objectShape({
    item,
    first: fn,
    last: fn,
    all: fn,
    itemMatching: fn,
    pairedItem: fn,
    isExecuted: { type: 'boolean' },
    params: objectShape({}, true),
    context: objectShape({}, true),
  })
}

/** Shapes of the names that an expression may use. */
export function nameShape(name: string, context: AssistContext): Shape | undefined {
  const extra = context.extra?.[name]
  if (extra !== undefined) return extra
  switch (name) {
    case '$json':
    case '$data':
      return context.json ?? UNKNOWN
    case '$binary':
      return objectShape(
        Object.fromEntries((context.binary ?? []).map((field) => [field, BINARY])),
        context.binary === undefined,
      )
    case '$input':
      return objectShape({
        item: itemShape(context.json),
        first: fn,
        last: fn,
        all: fn,
        params: objectShape({}, true),
        context: objectShape({}, true),
      })
    case '$vars':
      return objectShape(context.vars ?? {}, context.vars === undefined)
    case '$parameter':
      return context.parameters ?? objectShape({}, true)
    case '$workflow':
      return objectShape({ id: text, name: text, active: { type: 'boolean' } })
    case '$execution':
      return objectShape({
        id: text,
        mode: text,
        resumeUrl: text,
        resumeFormUrl: text,
        customData: objectShape({ set: fn, setAll: fn, get: fn, getAll: fn }),
      })
    case '$prevNode':
      return objectShape({ name: text, outputIndex: number, runIndex: number })
    case '$now':
    case '$today':
      return { type: 'date' }
    case '$itemIndex':
    case '$runIndex':
    case '$nodeVersion':
      return number
    case '$mode':
    case '$nodeId':
    case '$webhookId':
    case '$executionId':
      return text
    default:
      return undefined
  }
}

const BINARY: Shape = objectShape({
  fileName: text,
  fileExtension: text,
  fileSize: text,
  fileType: text,
  mimeType: text,
  bytes: number,
})
