/** What an execution of an evaluation is scored by: https://docs.n8n.io/integrations/builtin/core-nodes/n8n-nodes-base.evaluation/ */
import { isJsonObject, type JsonObject, refuse } from '@millrace/sdk'
import { similarity } from './similarity.ts'

export interface AskedMetric {
  readonly metric: unknown
  readonly expectedAnswer?: string | undefined
  readonly actualAnswer?: string | undefined
  readonly expectedTools?: string | undefined
  readonly intermediateSteps?: unknown
  readonly metrics?: readonly { readonly name: string; readonly value?: unknown }[] | undefined
  readonly options?: { readonly metricName?: string | undefined } | undefined
}

const names: JsonObject = {
  stringSimilarity: 'String similarity',
  categorization: 'Categorization',
  toolsUsed: 'Tools Used',
}

/**
 * Scores by their names: from 0 to 1, except those that the author works out.
 * @throws NodeError `metric_no_number`, `metric_missing`, `metric_needs_model`
 */
export function metricsOf(asked: AskedMetric): Readonly<Record<string, number>> {
  const { metric, expectedAnswer = '', actualAnswer = '' } = asked
  const named = (value: number) => ({ [asked.options?.metricName || String(names[String(metric)])]: value })
  switch (metric) {
    case 'customMetrics':
      return Object.fromEntries((asked.metrics ?? []).map(({ name, value }) => [nameOf(name), numberOf(name, value)]))
    case 'stringSimilarity':
      return named(similarity(expectedAnswer, actualAnswer))
    case 'categorization':
      return named(folded(expectedAnswer) === folded(actualAnswer) ? 1 : 0)
    case 'toolsUsed':
      return named(shareOfTools(asked))
    default:
      throw refuse('A model judges this metric, and there are no nodes of models yet.', {
        code: 'metric_needs_model',
        hint: 'Choose a metric that needs none, or work one out yourself and return it as a custom metric.',
        retry: 'no',
      })
  }
}

function folded(text: string): string {
  return text.trim().toLowerCase()
}

function nameOf(name: string): string {
  if (name !== '') return name
  throw refuse('A metric has no name.', { code: 'metric_missing', hint: 'Name it in the node.', retry: 'no' })
}

function numberOf(name: string, value: unknown): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number === 'number' && Number.isFinite(number)) return number
  throw refuse(`The metric “${name}” is no number.`, {
    code: 'metric_no_number',
    hint: `It is ${JSON.stringify(value) ?? 'missing'}. Give 1 or 0 for yes or no.`,
    retry: 'no',
  })
}

/** Of the tools that were expected (their names with commas between), how many an agent's steps called. */
function shareOfTools({ expectedTools = '', intermediateSteps }: AskedMetric): number {
  const expected = new Set(
    expectedTools
      .split(',')
      .map(folded)
      .filter((name) => name !== ''),
  )
  if (expected.size === 0) {
    throw refuse('There are no expected tools.', {
      code: 'metric_missing',
      hint: 'Name the tools, with commas between them.',
      retry: 'no',
    })
  }
  const used = new Set(stepsOf(intermediateSteps).map(folded))
  return [...expected].filter((name) => used.has(name)).length / expected.size
}

/** The tools that an agent's steps name: `[{ action: { tool } }]`, or the same as JSON text. */
function stepsOf(steps: unknown): readonly string[] {
  const list: unknown = typeof steps === 'string' ? parsed(steps) : steps
  if (!Array.isArray(list)) return []
  return list.flatMap((step: unknown) => {
    const action = isJsonObject(step) && isJsonObject(step['action']) ? step['action'] : undefined
    return typeof action?.['tool'] === 'string' ? [action['tool']] : []
  })
}

function parsed(text: string): unknown {
  if (text.trim() === '') return []
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw refuse('The intermediate steps are no JSON.', {
      code: 'metric_missing',
      hint: 'Take them from the agent with {{ $json.intermediateSteps }}.',
      cause,
      retry: 'no',
    })
  }
}
