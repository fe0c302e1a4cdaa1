/** A recorded case, read once at the door. The format: `README.md` beside the cases. */
import type { Item, Json, JsonObject } from '@millrace/sdk'

export interface RecordedCase {
  readonly id: string
  readonly group: string
  readonly title: string
  readonly workflow: JsonObject
  readonly also: readonly AlsoStored[]
  readonly credentials: readonly { readonly id: string; readonly type: string; readonly data: JsonObject }[]
  readonly run: RecordedStart
  readonly result: RecordedResult
}

export interface AlsoStored {
  readonly id: string
  readonly document: JsonObject
  readonly draft: boolean
}

export interface RecordedStart {
  readonly trigger?: { readonly node: string; readonly items: readonly Item[] }
  readonly executionMode?: string
  readonly destination?: { readonly node: string; readonly mode: 'inclusive' | 'exclusive' }
  readonly runData?: Readonly<Record<string, readonly JsonObject[]>>
  readonly dirty: readonly string[]
  readonly startFrom?: { readonly name: string; readonly items?: readonly Item[] }
  readonly pinData?: Json
  readonly awaitErrorRun: boolean
}

export interface RecordedResult {
  readonly status: string
  readonly refused: boolean
  readonly order: readonly string[]
  readonly lastNode?: string
  readonly runs: Readonly<Record<string, readonly RecordedRun[]>>
  readonly error?: JsonObject
  readonly waits?: Json
  readonly staticData?: Json
  readonly customData?: Json
  readonly errorRuns?: Json
}

export interface RecordedRun {
  readonly status: string
  readonly source: readonly (readonly [node: string, output: number, run: number] | null)[]
  readonly error?: JsonObject
  readonly out?: Readonly<Record<string, readonly (readonly JsonObject[] | null)[]>>
}

/** Reads one line of a cases file. */
export function readCase(line: string): RecordedCase {
  const parsed = JSON.parse(line) as JsonObject
  const run = objectOf(parsed.run)
  const result = objectOf(parsed.result)
  return {
    id: textOf(parsed.id),
    group: textOf(parsed.group),
    title: textOf(parsed.title),
    workflow: objectOf(parsed.workflow),
    also: listOf(parsed.also).map(readAlso),
    credentials: listOf(parsed.credentials).map((one) => {
      const credential = objectOf(one)
      return { id: textOf(credential.id), type: textOf(credential.type), data: objectOf(credential.data) }
    }),
    run: readStart(run),
    result: {
      ...(result as unknown as RecordedResult),
      refused: result.refused === true,
      order: (result.order ?? []) as never,
      runs: (result.runs ?? {}) as never,
    },
  }
}

function readAlso(one: Json): AlsoStored {
  const also = objectOf(one)
  const document = also.workflow === undefined ? also : objectOf(also.workflow)
  return { id: textOf(also.id ?? document.id), document, draft: also.draft === true }
}

function readStart(run: JsonObject): RecordedStart {
  const trigger = run.trigger === undefined ? undefined : objectOf(run.trigger)
  const destination = run.destinationNode === undefined ? undefined : objectOf(run.destinationNode)
  const from = run.triggerToStartFrom === undefined ? undefined : objectOf(run.triggerToStartFrom)
  return {
    ...(trigger && { trigger: { node: textOf(trigger.node), items: itemsOf(trigger.items) } }),
    ...(run.executionMode === undefined ? undefined : { executionMode: textOf(run.executionMode) }),
    ...(destination && {
      destination: {
        node: textOf(destination.nodeName),
        mode: destination.mode === 'exclusive' ? 'exclusive' : 'inclusive',
      },
    }),
    ...(run.runData === undefined ? undefined : { runData: run.runData as RecordedStart['runData'] }),
    dirty: listOf(run.dirtyNodeNames).map(textOf),
    ...(from && {
      startFrom: {
        name: textOf(from.name),
        ...(from.data === undefined ? undefined : { items: firstOutput(objectOf(from.data)) }),
      },
    }),
    ...(run.pinData === undefined ? undefined : { pinData: run.pinData }),
    awaitErrorRun: run.awaitErrorRun === true,
  }
}

/** The items of output 0 of a run as n8n records it. */
export function firstOutput(run: JsonObject): readonly Item[] {
  return itemsOf(listOf(objectOf(run.data).main)[0])
}

export function itemsOf(value: Json | undefined): readonly Item[] {
  return listOf(value) as unknown as readonly Item[]
}

export function objectOf(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}

export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
