/** Lets a polling trigger look once in a test: over memory, without a process of its own. */
import type { Item, Json, JsonObject } from '@millrace/sdk'
import { compile, importWorkflow } from '@millrace/workflow'
import { memoryJournal } from '../local/memory.ts'
import { watchContext } from '../watch/watch-context.ts'
import { type RunWorkflowOptions, testHost } from './run-workflow.ts'

export interface LookOptions extends RunWorkflowOptions {
  readonly manual: boolean
  /** The node's static data beforehand. */
  readonly staticData: JsonObject
}

export interface Look {
  /** The items of each execution that it began. */
  readonly begun: readonly (readonly Item[])[]
  /** The node's static data afterwards. */
  readonly staticData: JsonObject
}

/**
 * @param name the trigger's name in the document
 * @throws what the trigger throws
 */
export async function lookOnce(
  document: Json,
  name: string,
  { manual, staticData, ...options }: LookOptions,
): Promise<Look> {
  const { plan } = compile(importWorkflow(document).workflow, options.catalog)
  const node = [...plan.byId.values()].find((one) => one.name === name)
  const trigger = node?.nodeType?.trigger
  if (node === undefined || trigger?.by !== 'poll') throw new Error(`“${name}” is no trigger that polls.`)
  const begun: (readonly Item[])[] = []
  const host = {
    ...testHost(options, memoryJournal(), []),
    newExecution: async () => `execution-${begun.length + 1}`,
    start: async (_watch: number, _execution: string, items: readonly Item[]) => void begun.push(items),
  }
  const workflow = options.id ?? 'workflow'
  const key = { workflow, scope: `node:${name}` }
  await host.state.keepStaticData(key, staticData)
  const about = { workflow, version: 'v', project: 'p', active: true, zone: options.zone ?? 'UTC' }
  const watched = { ...about, manual, document, node: node.id, variables: {} }
  const signal = new AbortController().signal
  await trigger.poll.poll(watchContext(host, { watch: 1, watched, plan, node, signal }))
  return { begun, staticData: await host.state.staticData(key) }
}
