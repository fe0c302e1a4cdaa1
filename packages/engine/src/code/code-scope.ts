/**
 * What people's code sees of the run it is part of: names, as JSON that goes along with it, and callbacks for what is
 * large or rarely asked for. The sandbox knows nothing of runs, this file nothing of processes.
 */
import { compileTemplate, evaluate } from '@millrace/expression'
import type { CodeScope } from '@millrace/sdk'
import { isJsonObject, refuse } from '@millrace/sdk'
import type { NodeContext } from '../context.ts'
import { namedSources } from '../scope.ts'
import { fileHelpers } from './file-helpers.ts'
import { type Helper, reported } from './helper.ts'
import { pack, unpack } from './packed.ts'
import { requestHelpers } from './request-helpers.ts'

/** The names code sees, and what it may ask for. */
export function codeScope(context: NodeContext, index: number): CodeScope {
  const { run, planned, scope, runIndex } = context
  const [previous] = namedSources(run.plan, scope.sourceRefs)
  const names = {
    workflow: context.workflow,
    execution: {
      id: run.executionId,
      mode: run.mode === 'manual' ? 'test' : 'production',
      resumeUrl: run.resumeUrl,
      resumeFormUrl: run.resumeFormUrl,
      customData: run.allCustomData,
    },
    vars: run.vars,
    ...(previous === undefined || previous === null
      ? undefined
      : {
          prevNode: {
            name: previous.previousNode,
            outputIndex: previous.previousNodeOutput,
            runIndex: previous.previousNodeRun,
          },
        }),
    runIndex,
    nodeName: planned.name,
    nodeId: planned.id,
    parameters: planned.parameters.raw,
    nodeContext: context.state,
    now: run.now(),
    zone: run.zone,
    staticData: { global: run.staticData('global'), node: run.staticData(`node:${planned.name}`) },
  }
  return { names: JSON.stringify(names), callbacks: callbacks(context, index) }
}

type Callback = (args: string) => Promise<string>

const helpers: readonly (readonly [name: string, helper: Helper])[] = [...fileHelpers, ...requestHelpers]

function callbacks(context: NodeContext, index: number): ReadonlyMap<string, Callback> {
  const map = new Map<string, Callback>()
  map.set('node', async (args) => answer(nodeData(context, index, firstRecord(args))))
  map.set('items', async (args) => answer(itemsOf(context, firstRecord(args))))
  map.set('evaluate', async (args) => {
    const [text, at] = listOf(args)
    if (typeof text !== 'string') throw refuse('An expression must be text.')
    return answer(context.evaluate(text, typeof at === 'number' ? at : index))
  })
  for (const [name, helper] of helpers) map.set(name, (args) => helped(context, helper, args))
  return map
}

async function helped(context: NodeContext, helper: Helper, args: string): Promise<string> {
  try {
    return pack(await helper(context, listOf(args)))
  } catch (thrown) {
    throw reported(thrown)
  }
}

function listOf(args: string): readonly unknown[] {
  const list = unpack(args)
  return Array.isArray(list) ? list : []
}

function firstRecord(args: string): Readonly<Record<string, unknown>> {
  const [first] = listOf(args)
  return isJsonObject(first) ? first : {}
}

function answer(value: unknown): string {
  return JSON.stringify(value) ?? 'null'
}

/** Another node's data, asked for as an expression would: one implementation of links and runs. */
function nodeData(context: NodeContext, index: number, asked: Readonly<Record<string, unknown>>): unknown {
  const { node, get } = asked
  if (typeof node !== 'string') throw unknownQuestion()
  const name = literal(node)
  const at = typeof asked.item === 'number' ? asked.item : index
  switch (get) {
    case 'first':
    case 'last':
    case 'all': {
      const branchAndRun = [asked.branch, asked.run].map((one) => (typeof one === 'number' ? String(one) : 'undefined'))
      return inScope(context, `$(${name}).${get}(${branchAndRun.join(', ')})`, at)
    }
    case 'itemMatching':
    case 'pairedItem':
      return inScope(context, `$(${name}).${get}(${typeof asked.index === 'number' ? asked.index : ''})`, at)
    case 'item':
    case 'isExecuted':
    case 'params':
    case 'context':
      return inScope(context, `$(${name}).${get}`, at)
    case 'runIndex':
      return inScope(context, `$node[${name}].runIndex`, at)
    case 'sameIndex':
      return {
        json: inScope(context, `$node[${name}].json`, at),
        binary: inScope(context, `$node[${name}].binary`, at),
      }
    default:
      throw unknownQuestion()
  }
}

function itemsOf(context: NodeContext, { node, output, run }: Readonly<Record<string, unknown>>): unknown {
  if (typeof node !== 'string') throw unknownQuestion()
  const places = [output, run].flatMap((one) => (typeof one === 'number' ? `, ${one}` : []))
  return inScope(context, `$items(${literal(node)}${places.join('')})`, 0)
}

function unknownQuestion() {
  return refuse('The code asked for what nobody knows of a node.', { code: 'unknown_question' })
}

/** A name in the text of an expression, whose block the first two braces would end. */
function literal(name: string): string {
  return JSON.stringify(name).replaceAll('}', '\\u007d')
}

function inScope(context: NodeContext, expression: string, index: number): unknown {
  const { scope } = context
  scope.itemIndex = index
  return evaluate(compileTemplate(`={{ ${expression} }}`), scope)
}
