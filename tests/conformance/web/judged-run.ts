/**
 * A run of a client case with everything that is not judged taken from the recording: what carries the answer of
 * the scripted servers and its own headers, how a failed request reads, and the runs before the node in question.
 */
import type { LocalRun, RanNode } from '@millrace/engine/testing'
import type { Item, Json, JsonObject } from '@millrace/sdk'
import { listOf, objectOf, type RecordedCase } from '../workflows/recorded.ts'

/** Nodes whose runs the cases leave out. */
const LEFT_OUT = /^(Start|Data)(#|$)/

const transport = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'date']

/** The case and the run, each without what is left out. */
export function judgedRun(recorded: RecordedCase, run: LocalRun): readonly [RecordedCase, LocalRun] {
  const { result } = recorded
  const order = result.order.filter((name) => !LEFT_OUT.test(name))
  const runs = run.runs.filter(({ node }) => !LEFT_OUT.test(node)).map((one) => judgedNodeRun(recorded, one))
  return [
    { ...recorded, result: { ...result, order } },
    { ...run, runs },
  ]
}

function judgedNodeRun({ result }: RecordedCase, ran: RanNode): RanNode {
  const outputs = result.runs[ran.node]?.[ran.run]?.out?.main ?? []
  return {
    ...ran,
    outputs: ran.outputs.map(
      (items, output) => items && items.map((item, i) => judgedItem(outputs[output]?.[i], item)),
    ),
  }
}

function judgedItem(expected: JsonObject | undefined, item: Item): Item {
  const wanted = objectOf(expected?.json)
  const { json } = item
  const headers = judgedHeaders(wanted.headers, json.headers)
  const error = judgedError(wanted.error, json.error)
  if (headers === json.headers && error === json.error) return item
  return { ...item, json: { ...json, ...(headers && { headers }), ...(error !== undefined && { error }) } }
}

function judgedHeaders(expected: Json | undefined, actual: Json | undefined): Json | undefined {
  if (!isObject(expected) || !isObject(actual)) return actual
  const own = Object.entries(actual).filter(([name]) => !transport.includes(name))
  const recorded = Object.entries(expected).filter(([name]) => transport.includes(name))
  return Object.fromEntries([...own, ...recorded])
}

/** Of a failed request only the status, the network's code and texts of the case are judged. */
function judgedError(expected: Json | undefined, actual: Json | undefined): Json | undefined {
  if (!isObject(expected) || !isObject(actual)) return actual
  const isJudged = (name: string) =>
    name === 'status' ||
    (name === 'code' && expected.status === undefined) ||
    JSON.stringify(expected[name])?.includes('E:')
  const { status } = actual
  return {
    ...Object.fromEntries(
      Object.entries(expected).map(([name, value]) => [name, isJudged(name) ? actual[name] : value]),
    ),
    ...(status !== undefined && { status }),
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether the node's requests go out together: of several items, and in no batches. */
export function sendsAtOnce({ workflow }: RecordedCase, run: LocalRun): boolean {
  const node = listOf(workflow.nodes)
    .map(objectOf)
    .find(({ name }) => name === 'H')
  const { options } = objectOf(node?.parameters)
  const { batching, batchSize } = objectOf(options)
  const given = run.runs.find((one) => one.node === 'Data')?.outputs[0] ?? []
  return given.length > 1 && batching === undefined && batchSize === undefined
}
