/**
 * What an expression comes to before anything runs: the engine's own evaluator over the data of the run that
 * is shown. Items are read as they are needed; an expression that names a node whose items are not here yet
 * says so and is evaluated again when they are.
 */
import {
  ExpressionError,
  type Scope,
  type ScopeItem,
  type ScopeNode,
  type ScopeRun,
  compileTemplate,
  evaluate,
} from '@millrace/expression'
import type { Item, JsonObject } from '@millrace/sdk'
import { type NodeRun, type Progress, type Workflow, type WorkflowNode, ancestorsOf } from '@millrace/workflow'
import type { Preview } from './form.ts'

export interface PreviewData {
  readonly workflow: Workflow
  readonly node: WorkflowNode
  readonly progress: Progress
  readonly execution: string | null
  readonly input: readonly Item[] | undefined
  readonly itemIndex: number
  readonly zone: string
  readonly now: () => number
  /** Items of an output if they are here; asks for them if not. */
  readonly items: (node: string, run: number, output: number) => readonly Item[] | undefined
}

/** Makes the previewer of one node and item; the same text is evaluated once. */
export function previewer(data: PreviewData): (text: string) => Preview {
  const known = new Map<string, Preview>()
  return (text) => {
    const before = known.get(text)
    if (before) return before
    const preview = previewOf(text, data)
    known.set(text, preview)
    return preview
  }
}

class ItemsAreComing extends Error {}

function previewOf(text: string, data: PreviewData): Preview {
  const template = compileTemplate(`=${text}`)
  if (template.fixed !== null) return { is: 'none', why: 'Text only. Put a value in {{ }}.' }
  if (template.error) return { is: 'error', message: sentence(template.error) }
  const needsData = template.summary.perItem || template.summary.nodes.length > 0
  if (needsData && data.input === undefined && data.execution === null) {
    return { is: 'none', why: 'Run the workflow once to see the value.' }
  }
  try {
    const value = evaluate(template, scopeOf(data))
    if (value === undefined && data.input !== undefined) return missing(text, data)
    return { is: 'value', value }
  } catch (error) {
    if (error instanceof ItemsAreComing) return { is: 'none', why: 'The data is loading.' }
    if (error instanceof ExpressionError) {
      if (error.cause instanceof ItemsAreComing) return { is: 'none', why: 'The data is loading.' }
      return { is: 'error', message: sentence(error) }
    }
    return { is: 'error', message: error instanceof Error ? error.message : String(error) }
  }
}

/** A value that is not there: if a field of the input was meant, the nearest name is offered. */
function missing(text: string, data: PreviewData): Preview {
  const name = /\$json\.([A-Za-z_$][\w$]*)/.exec(text)?.[1]
  const fields = Object.keys(data.input?.[data.itemIndex]?.json ?? {})
  if (name === undefined || fields.includes(name)) return { is: 'value', value: undefined }
  const near = nearest(name, fields)
  return {
    is: 'error',
    message: `“${name}” is not in the input.`,
    ...(near === undefined
      ? {}
      : { fix: { label: `Use “${near}”`, text: text.replace(`$json.${name}`, `$json.${near}`) } }),
  }
}

/** The field whose name is most alike, if one is alike enough. */
export function nearest(name: string, fields: readonly string[]): string | undefined {
  let best: string | undefined
  let least = Infinity
  for (const field of fields) {
    const [a, b] = [name.toLowerCase(), field.toLowerCase()]
    const far = a.startsWith(b) || b.startsWith(a) ? 1 : isSubsequence(a, b) ? 2 : distance(a, b)
    if (far < least && far <= Math.max(2, Math.floor(field.length / 3))) {
      best = field
      least = far
    }
  }
  return best
}

function isSubsequence(short: string, long: string): boolean {
  let at = 0
  for (const letter of long) if (letter === short[at]) at += 1
  return short.length >= 3 && at === short.length
}

/** Edits between two words. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change))
    }
    row = next
  }
  return row[b.length] ?? 0
}

function sentence(error: ExpressionError): string {
  return error.description === undefined ? error.message : `${error.message} ${error.description}`
}

function scopeOf(data: PreviewData): Scope {
  const { workflow, node, progress } = data
  const runs = progress.nodes.get(node.id)
  const named = (name: string) => [...workflow.nodes.values()].find((one) => one.name === name)
  return {
    current: scopeNode(node, data),
    itemIndex: data.itemIndex,
    runIndex: Math.max(0, (runs?.length ?? 1) - 1),
    zone: data.zone,
    mode: 'manual',
    workflow: {
      name: workflow.name,
      active: workflow.active ?? false,
      ...(workflow.id === undefined ? {} : { id: workflow.id }),
    },
    now: data.now,
    items: (input) => (input === 0 && data.input ? data.input.map(asScopeItem) : null),
    sources: () => sourcesOf(runs?.at(-1), data),
    node: (name) => {
      const found = named(name)
      return found && scopeNode(found, data)
    },
    outputTowards: (name) => {
      const found = named(name)
      return found && ancestorsOf(workflow, node.id).get(found.id)?.output
    },
    executing: data.input !== undefined,
    execution: () => (data.execution === null ? {} : { id: data.execution }),
  }
}

function sourcesOf(run: NodeRun | undefined, data: PreviewData) {
  return (run?.source ?? []).map((source) => {
    const previous = source && data.workflow.nodes.get(source.node)
    return source && previous
      ? { previousNode: previous.name, previousNodeOutput: source.output, previousNodeRun: source.run }
      : null
  })
}

function scopeNode(node: WorkflowNode, data: PreviewData): ScopeNode {
  const runs = data.progress.nodes.get(node.id) ?? []
  const pinned = data.workflow.pinData.get(node.id)
  return {
    id: node.id,
    name: node.name,
    type: node.type,
    typeVersion: node.typeVersion,
    runCount: runs.length,
    run: (index) => {
      const run = runs[index]
      return run && scopeRun(node, run, data)
    },
    pinned: () => pinned?.map((json: JsonObject) => ({ json })),
    parameters: () => node.parameters,
    context: () => ({}),
    ...(node.webhookId === undefined ? {} : { webhookId: node.webhookId }),
    ...(node.disabled === undefined ? {} : { disabled: node.disabled }),
  }
}

function scopeRun(node: WorkflowNode, run: NodeRun, data: PreviewData): ScopeRun {
  return {
    source: sourcesOf(run, data),
    outputCount: run.outputs.length,
    output: (index) => {
      const output = run.outputs[index]
      if (!output) return output
      const items = data.items(node.id, run.run, index)
      if (items === undefined) throw new ItemsAreComing()
      return items.map(asScopeItem)
    },
  }
}

function asScopeItem({ json, binary, pairedItem }: Item): ScopeItem {
  return {
    json,
    ...(binary === undefined ? {} : { binary }),
    ...(pairedItem === undefined ? {} : { pairedItem }),
  }
}
