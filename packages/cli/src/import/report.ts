/**
 * What an import would know of a folder of documents, without importing anything: which node types can run,
 * which cannot, and what is odd about the documents.
 */
import type { Catalog, NodeType } from '@millrace/sdk'
import {
  type Diagnostic,
  importWorkflows,
  type KnownTypes,
  knownTypes,
  type Workflow,
  writeTypeName,
} from '@millrace/workflow'
import type { ReadFile } from './read-files.ts'

/** Printed as it is by `--json`; scripts rely on it. Sticky notes are no nodes here. */
export interface Report {
  /** Documents that were read. */
  readonly workflows: number
  /** Files that hold no workflow, or cannot be read. */
  readonly failed: number
  /** Workflows every node of which is of a known type. */
  readonly workflowsAllKnown: number
  readonly nodes: { readonly known: number; readonly unknown: number }
  /** Types as documents write them, most frequent first. */
  readonly unknownTypes: Readonly<Record<string, number>>
  readonly diagnostics: Readonly<Record<string, number>>
}

/** What is wrong with one file, for people. */
export type OnFailure = (file: string, reason: string) => void

export async function report(files: AsyncIterable<ReadFile>, catalog: Catalog, onFailure: OnFailure): Promise<Report> {
  const types = runnableTypes(catalog)
  const tally = { workflows: 0, failed: 0, allKnown: 0, known: 0, unknown: 0 }
  const unknownTypes = new Map<string, number>()
  const diagnostics = new Map<string, number>()
  const failed = (file: string, reason: string) => {
    tally.failed += 1
    onFailure(file, reason)
  }

  for await (const one of files) {
    if ('problem' in one) {
      failed(one.file, one.problem)
      continue
    }
    for (const imported of importWorkflows(one.text, { types })) {
      for (const { code } of imported.diagnostics) count(diagnostics, code)
      const refusal = imported.diagnostics.find(isRefusal)
      if (refusal) {
        failed(one.file, refusal.message)
        continue
      }
      const nodes = typesIn(imported.workflow, catalog)
      const unknown = nodes.filter((type) => !types.has(type))
      for (const type of unknown) count(unknownTypes, writeTypeName(type))
      tally.workflows += 1
      tally.known += nodes.length - unknown.length
      tally.unknown += unknown.length
      if (unknown.length === 0) tally.allKnown += 1
    }
  }
  return {
    workflows: tally.workflows,
    failed: tally.failed,
    workflowsAllKnown: tally.allKnown,
    nodes: { known: tally.known, unknown: tally.unknown },
    unknownTypes: byFrequency(unknownTypes),
    diagnostics: byFrequency(diagnostics),
  }
}

/** The type of every node, notes left out. */
function typesIn(workflow: Workflow, catalog: Catalog): readonly string[] {
  return [...workflow.nodes.values()]
    .map(({ type }) => type)
    .filter((type) => catalog.node(type)?.description.annotation !== true)
}

/** A type is known when its nodes do something: a description alone, or one that cannot run yet, is a placeholder. */
function canRun(nodeType: NodeType | undefined): boolean {
  if (nodeType === undefined || nodeType.description.unavailable === true) return false
  const { description, operation, trigger } = nodeType
  return (
    operation !== undefined || trigger !== undefined || description.annotation === true || description.supplies === true
  )
}

function runnableTypes(catalog: Catalog): KnownTypes {
  return {
    ...knownTypes((type) => catalog.node(type)?.description),
    has: (type) => canRun(catalog.node(type)),
  }
}

/** Nothing came of the text at all. */
function isRefusal({ code }: Diagnostic): boolean {
  return code === 'document.not-json' || code === 'document.not-workflow' || code === 'document.too-large'
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function byFrequency(counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries([...counts].sort(([a, times], [b, others]) => others - times || (a < b ? -1 : 1)))
}
