/** Runs recorded expressions: one line, one parameter in one context, one answer. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ExpressionError, resolveParameter, type ScopeItem } from '@millrace/expression'
import type { Failure, Suite, SuiteOptions, SuiteResult } from '../suite.ts'
import { scopeOf, type RecordedContext, type RecordedWorkflow, type Surroundings } from './context.ts'
import { same, tag } from './tagged.ts'

interface Row {
  readonly id: string
  readonly group: string
  readonly expr: unknown
  readonly ctx?: string
  readonly over?: Partial<RecordedContext>
  readonly items?: readonly unknown[]
  readonly chain?: readonly (readonly [name: string, items: readonly ScopeItem[]])[]
  readonly vars?: Readonly<Record<string, unknown>>
  readonly extra?: Readonly<Record<string, unknown>>
  readonly tz?: string
  readonly result?: unknown
  readonly error?: { readonly class: string; readonly kind: string }
}

interface Contexts {
  readonly now: string
  readonly defaultTimezone: string
  readonly resumeToken: string
  readonly baseUrl: string
  readonly contexts: Readonly<Record<string, RecordedContext>>
}

/** Failures that count as one and the same: the expression does not answer. */
const ANY_FAILURE = new Set([
  'uncaught',
  'syntax',
  'syntax_late',
  'unsupported_syntax',
  'not_transferable',
  'internal',
  'invalid_datetime',
  'other',
])

export const run: Suite = async (folder, options) => {
  // The cases were recorded in a process whose own zone was UTC; native dates look at it.
  process.env['TZ'] = 'UTC'
  const contexts = JSON.parse(readFileSync(join(folder, 'contexts.json'), 'utf8')) as Contexts
  const files: Record<string, readonly [number, number, number]> = {}
  const failures: Failure[] = []
  let passed = 0
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()) {
    const before = failures.length
    const rows = readRows(join(folder, file)).filter((row) => wanted(row, file, options))
    for (const row of rows) {
      const difference = check(row, contexts, options)
      if (difference !== null) failures.push({ id: row.id, difference })
    }
    const failed = failures.length - before
    passed += rows.length - failed
    files[file] = [rows.length - failed, failed, 0]
  }
  return { passed, failed: failures.length, skipped: 0, failures, files } satisfies SuiteResult
}

function readRows(path: string): Row[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)
}

function wanted(row: Row, file: string, { only }: SuiteOptions): boolean {
  return only === undefined || row.id.includes(only) || row.group.includes(only) || file.includes(only)
}

/** What is wrong with our answer; null when nothing is. */
function check(row: Row, contexts: Contexts, { verbose }: SuiteOptions): string | null {
  const answer = ask(row, contexts)
  const ok =
    row.error === undefined
      ? 'result' in answer && same(row.result, answer.result)
      : 'kind' in answer && sameKind(row.error.kind, answer.kind)
  if (ok) return null
  const want = row.error === undefined ? show(row.result) : `error ${row.error.kind}`
  const got = 'kind' in answer ? `error ${answer.kind} (${answer.message})` : show(answer.result)
  const text = `${row.group}: ${show(row.expr)} → ${got}, want ${want}`
  return verbose ? `${text}\n${JSON.stringify(row)}` : text.slice(0, 400)
}

function show(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 150) ?? 'nothing'
}

function sameKind(want: string, got: string): boolean {
  return want === got || (ANY_FAILURE.has(want) && (ANY_FAILURE.has(got) || got === 'budget'))
}

type Answer = { readonly result: unknown } | { readonly kind: string; readonly message: string }

function ask(row: Row, contexts: Contexts): Answer {
  const around: Surroundings = {
    now: Date.parse(contexts.now),
    zone: row.tz ?? contexts.defaultTimezone,
    baseUrl: contexts.baseUrl,
    resumeToken: contexts.resumeToken,
  }
  try {
    return { result: tag(resolveParameter(row.expr, scopeOf(contextOf(row, contexts), around))) }
  } catch (error) {
    if (error instanceof ExpressionError)
      return {
        kind: error.kind,
        message: `${error.message} ${error.cause instanceof Error ? (error.cause.stack ?? '') : ''}`,
      }
    throw new Error(`Row ${row.id} broke the evaluator`, { cause: error })
  }
}

function contextOf(row: Row, { contexts }: Contexts): RecordedContext {
  if (row.chain !== undefined) return chained(row, row.chain)
  const base = contexts[row.ctx ?? 'basic']
  if (base === undefined) throw new Error(`Row ${row.id} names an unknown context "${row.ctx ?? ''}".`)
  const context: RecordedContext = { ...base, ...row.over }
  return row.items === undefined ? context : withItems(context, row.items)
}

/** The context with other items on the output that the current node's input comes from. */
function withItems(context: RecordedContext, items: readonly unknown[]): RecordedContext {
  const source = context.source?.main[0]
  if (source === null || source === undefined) throw new Error('Items were given, but the context has no source.')
  const linked = items.map((json) => ({ json, pairedItem: { item: 0 } }))
  const run = { source: [{ previousNode: 'Start' }], data: { main: [linked] } }
  return { ...context, runData: { ...context.runData, [source.previousNode]: [run] } }
}

/** A straight chain of nodes, each with its items. */
function chained(row: Row, chain: NonNullable<Row['chain']>): RecordedContext {
  const names = ['~start', ...chain.map(([name]) => name), '~active']
  const workflow: RecordedWorkflow = {
    id: 'wf-h',
    name: 'Harvested',
    active: false,
    nodes: names.map((name) => ({
      id: `id-${name}`,
      name,
      type: name === '~start' ? 'n8n-nodes-base.manualTrigger' : 'n8n-nodes-base.noOp',
      typeVersion: 1,
      parameters: {},
    })),
    connections: Object.fromEntries(
      names.slice(0, -1).map((name, i) => [name, { main: [[{ node: names[i + 1] ?? '', index: 0 }]] }]),
    ),
  }
  const runData: Record<string, NonNullable<RecordedContext['runData']>[string]> = {
    '~start': [{ source: [], data: { main: [[{ json: {} }]] } }],
  }
  chain.forEach(([name, items], i) => {
    const linked = items.map((item, index) => ({ pairedItem: { item: i === 0 ? 0 : index }, ...item }))
    runData[name] = [{ source: [{ previousNode: names[i] ?? '~start' }], data: { main: [linked] } }]
  })
  return {
    workflow,
    active: '~active',
    runData,
    source: { main: [{ previousNode: names.at(-2) ?? '~start' }] },
    ...(row.vars === undefined ? {} : { vars: row.vars }),
    ...(row.extra === undefined ? {} : { extra: row.extra }),
  }
}
