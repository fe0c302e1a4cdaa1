/**
 * What an expression comes to before anything runs: the engine's own evaluator over the data of the run that
 * is shown. Items are read as they are needed; an expression that names a node whose items are not here yet
 * says so and is evaluated again when they are.
 */
import {
  type AssistContext,
  type ExpressionError,
  type Range,
  type Scope,
  type ScopeItem,
  type ScopeNode,
  type ScopeRun,
  check,
  compileTemplate,
  explain,
} from '@millrace/expression'
import type { Item, JsonObject } from '@millrace/sdk'
import {
  type NodeRun,
  type Progress,
  type Workflow,
  type WorkflowNode,
  ancestorsOf,
  ownSettings,
} from '@millrace/workflow'
import type { Preview, Trouble } from './form.ts'

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
  /** Another number when items that were not here have come. */
  readonly arrivals?: number
}

/** Makes the previewer of one node and item; the same text is evaluated once. */
export function previewer(data: PreviewData, assist: () => AssistContext): (text: string) => Preview {
  const known = new Map<string, Preview>()
  return (text) => {
    const before = known.get(text)
    if (before) return before
    const preview = previewOf(text, data, assist)
    known.set(text, preview)
    return preview
  }
}

class ItemsAreComing extends Error {}

function previewOf(text: string, data: PreviewData, assist: () => AssistContext): Preview {
  const template = compileTemplate(`=${text}`, { mode: ownSettings(data.workflow).expressions })
  if (template.fixed !== null) {
    return text.trim() === ''
      ? { is: 'none', why: 'Empty. Type {{ to use a value.' }
      : { is: 'none', why: 'Text only. Put a value in {{ }}.' }
  }
  if (template.error) return mistaken(text, template.error, assist)
  const needsData = template.summary.perItem || template.summary.nodes.length > 0
  if (needsData && data.input === undefined && data.execution === null) {
    return notRun
  }
  try {
    const { value, error, missing, swallowed } = explain(template, scopeOf(data))
    if (error?.cause instanceof ItemsAreComing) return coming
    if (error?.kind === 'no_execution_data') return notRun
    if (error?.kind === 'not_executed') return { is: 'none', why: error.message }
    if (error) return mistaken(text, error, assist)
    if (missing !== undefined && data.input !== undefined) {
      return { is: 'error', ...absent(text, missing.name, missing.range, missing.suggestion) }
    }
    const [doubt] = check(`=${text}`, assist()).filter(({ code }) => code === 'unknown-field')
    if (doubt) {
      const { start, end } = doubt.range
      return { is: 'value', value, doubt: absent(text, text.slice(start - 1, end - 1), doubt.range, doubt.suggestion) }
    }
    const [hidden] = template.mode === 'strict' ? swallowed : []
    return { is: 'value', value, ...(hidden ? { doubt: { message: `It gives nothing: ${hidden.message}.` } } : {}) }
  } catch (error) {
    if (error instanceof ItemsAreComing) return coming
    throw error
  }
}

function absent(text: string, name: string, range: Range, suggestion: string | undefined): Trouble {
  return { message: `“${name}” is not in the data.`, ...fixOf(text, range, suggestion) }
}

const notRun: Preview = { is: 'none', why: 'Run the workflow once to see the value.' }
const coming: Preview = { is: 'none', why: 'The data is loading.' }

/** What is wrong in the language's own words, with the name that was probably meant. */
function mistaken(text: string, error: ExpressionError, assist: () => AssistContext): Preview {
  const [found] = check(`=${text}`, assist()).filter(({ severity }) => severity === 'error')
  if (!found) return { is: 'error', message: sentence(error) }
  return { is: 'error', message: found.message, ...fixOf(text, found.range, found.suggestion) }
}

/** Ranges count the leading `=`, which the text does not have. */
function fixOf(text: string, { start, end }: Range, name: string | undefined): Pick<Trouble, 'fix'> {
  if (name === undefined) return {}
  const meant = text.slice(start - 1, end - 1)
  const [quote] = /["'`]/.exec(meant) ?? []
  const written =
    quote === undefined ? name : meant.replace(new RegExp(`${quote}.*${quote}`), () => quote + name + quote)
  return { fix: { label: `Use “${name}”`, text: text.slice(0, start - 1) + written + text.slice(end - 1) } }
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
