/**
 * Runs another workflow and goes on with what its last node gave. Once for each item, the calls are made one after
 * the other: each time the node is entered it asks for the next, until all have ended.
 */
import * as m from '@millrace/sdk'
import { callError, callResults } from './call-results.ts'
import { calledWorkflow } from './called-workflow.ts'
import { mapItem, readMapping } from './map-inputs.ts'
import { workflowInputs, workflows } from './lookups.ts'

const fromDatabase = m.is('source', 'database')

const input = {
  operation: m.special('hidden', 'Operation', { default: 'call_workflow', noExpression: true }),
  outdatedVersionWarning: m.until(1.1, m.notice('Set this node up anew to fill in the fields of the called workflow.')),
  source: m.oneOf(
    m.until(
      1.1,
      m.choice('Workflow from', {
        database: 'The list of workflows',
        localFile: 'A file',
        parameter: 'The JSON below',
        url: 'An address',
      }),
    ),
    m.since(1.2, m.choice('Workflow from', { database: 'The list of workflows', parameter: 'The JSON below' })),
  ),
  sourceDeprecationNotice: m.until(
    1.1,
    m.when(m.is('source', 'localFile', 'url'), m.notice('Import the workflow and choose it from the list instead.')),
  ),
  workflowId: m.oneOf(
    m.until(1, m.when(fromDatabase, m.raw(m.text('Workflow ID', { required: true })))),
    m.since(
      1.1,
      m.when(
        fromDatabase,
        m.special('workflowSelector', 'Workflow', { default: '', required: true, lookup: 'workflows' }),
      ),
    ),
  ),
  workflowPath: m.when(m.is('source', 'localFile'), m.text('Path of the file', { required: true })),
  workflowJson: m.when(
    m.is('source', 'parameter'),
    m.json('Workflow JSON', { default: '\n\n\n', required: true, rows: 10 }),
  ),
  workflowUrl: m.when(m.is('source', 'url'), m.text('Address', { required: true, placeholder: 'https://' })),
  executeWorkflowNotice: m.until(1.1, m.notice('The called workflow starts at its trigger for calls.')),
  workflowInputs: m.since(
    1.2,
    m.when(
      { ...fromDatabase, hide: { workflowId: [''] } },
      m.raw(
        m.mapper(
          'Fields of the workflow',
          { mode: 'map', addAllFields: true, supportAutoMap: false, showTypeConversionOptions: true },
          { required: true, noExpression: true, lookup: 'workflowInputs', dependsOn: ['workflowId.value'] },
        ),
      ),
    ),
  ),
  mode: m.choice('Run', { once: 'Once with all items', each: 'Once for each item' }, { noExpression: true }),
  eachModeDeprecationNotice: m.when(
    m.is('mode', 'each'),
    m.notice('The calls are made one after the other. A loop inside the called workflow is faster.'),
  ),
  options: m.collection('Options', {
    waitForSubWorkflow: m.flag('Wait until it has ended', {
      help: 'Off, this workflow goes on at once and gets nothing back.',
      default: true,
    }),
  }),
}

type Input = m.Read<typeof input>

const call = m.operation({
  input,
  per: 'each',
  run: async (inputAt, { context, items }) => {
    const { entry } = context
    const all = await items()
    const { mode, options } = inputAt(0)
    const wait = options.waitForSubWorkflow !== false
    const results = entry.by === 'call' ? entry.results : []
    if (results.length > 0 && !wait) return begun(all, results)
    if (mode === 'each' && wait && results.length > 0) return nextOf(results, all, inputAt, context)

    const given = all.map((item, index) => itemFor(item, index, inputAt(index), context))
    if (mode === 'once') {
      if (results.length > 0) return callResults(results, { mode, count: all.length, version: context.node.version })
      return { kind: 'call', calls: [{ workflow: await calledWorkflow(inputAt(0), context), items: given }], wait }
    }
    const first = wait ? given.slice(0, 1) : given
    const calls = first.map((item, index) => callFor(item, index, inputAt(index), context))
    return { kind: 'call', calls: await Promise.all(calls), wait }
  },
})

/** The call for the next item, or, when all have ended, what came of them. */
async function nextOf(
  results: readonly m.WorkflowCallResult[],
  all: readonly m.Item[],
  inputAt: (index: number) => Input,
  context: m.RunContext,
): Promise<m.Outcome> {
  const index = results.length
  const item = all[index]
  const failed = results.find((result) => !result.ok)
  if (item === undefined) return callResults(results, { mode: 'each', count: index, version: context.node.version })
  const calls = [await callFor(itemFor(item, index, inputAt(index), context), index, inputAt(index), context)]
  return { kind: 'call', calls, wait: true, ...(failed && { failed: callError(failed) }) }
}

async function callFor(item: m.Item, index: number, given: Input, context: m.RunContext): Promise<m.WorkflowCall> {
  return { workflow: await calledWorkflow(given, context), items: [item], itemIndex: index }
}

function itemFor(item: m.Item, index: number, { source, workflowInputs }: Input, context: m.RunContext): m.Item {
  const mapping = source === 'database' ? readMapping(workflowInputs) : undefined
  return mapping === undefined ? item : mapItem(item, index, mapping, context)
}

/** What goes on where nobody waits: the items that came, unless the calls could not even be made. */
function begun(all: readonly m.Item[], results: readonly m.WorkflowCallResult[]): readonly m.Item[] {
  const refused = results.find((result) => !result.ok)
  if (refused !== undefined) throw m.refuse(callError(refused).message, { code: 'call_failed', retry: 'no' })
  return all
}

export const executeWorkflow = m.defineNode({
  type: 'executeWorkflow',
  name: 'Execute Sub-workflow',
  defaultName: 'Execute Workflow',
  about: 'Runs another workflow and goes on with what it gives back.',
  icon: 'lucide:workflow',
  category: 'flow',
  aliases: ['subworkflow', 'sub-workflow', 'call', 'function', 'reuse'],
  versions: [1, 1.1, 1.2, 1.3],
  summary: [{ text: 'For each item', when: m.is('mode', 'each') }],
  operation: call,
  lookups: { workflows, workflowInputs },
})
