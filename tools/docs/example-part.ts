/** The example of a node as the manual tells it: its nodes one by one, what comes out, the document to paste. */
import type { Catalog, Json } from '@millrace/sdk'
import { importWorkflow, layersOf, type Workflow } from '@millrace/workflow'
import { sentence } from './markdown.ts'

export interface Example {
  /** The workflow as it stands beside the node. */
  readonly document: Json
  /** What it comes to. */
  readonly outcome: {
    readonly result: Readonly<Record<string, readonly Json[]>>
    readonly error?: string
    readonly answer?: Json
    readonly saved?: Readonly<Record<string, string>>
  }
}

export function examplePart({ document, outcome }: Example, catalog: Catalog): string {
  const { workflow } = importWorkflow(document)
  return [
    `## Example: ${workflow.name}`,
    steps(workflow, catalog),
    results(outcome),
    `<details>\n<summary>The workflow, to copy and paste onto the canvas</summary>\n\n${jsonBlock(indented(document))}\n\n</details>`,
  ].join('\n\n')
}

/** The nodes in the order in which items pass them. */
function steps(workflow: Workflow, catalog: Catalog): string {
  return layersOf(workflow)
    .flat()
    .flatMap((id) => workflow.nodes.get(id) ?? [])
    .map(({ name, type, notes }, index) => {
      const kind = catalog.node(type)?.description.name ?? type
      return `${index + 1}. **${name}** ([${kind}](${type}.md)): ${sentence(notes ?? '')}`
    })
    .join('\n')
}

function results({ result, error, answer, saved }: Example['outcome']): string {
  const ends = Object.entries(result)
  return [
    ...ends.map(([name, items]) => `**${name}** gives\n\n${jsonBlock(items.map(oneLine).join('\n'))}`),
    ...(answer === undefined ? [] : [`The caller gets\n\n${jsonBlock(oneLine(answer))}`]),
    ...(saved === undefined ? [] : [`The execution is found by\n\n${jsonBlock(oneLine(saved))}`]),
    ...(error === undefined ? [] : [`The execution fails with “${error}”`]),
  ].join('\n\n')
}

/** JSON with air, on one line where it is short. */
function oneLine(value: Json): string {
  const wide = JSON.stringify(value, null, 1).replaceAll(/\n\s*/g, ' ').replaceAll('[ ]', '[]').replaceAll('{ }', '{}')
  return wide.length > 160 ? JSON.stringify(value, null, 2) : wide
}

/** JSON over several lines, but for positions. */
function indented(document: Json): string {
  return JSON.stringify(document, null, 2).replaceAll(/\[\s+(-?\d+),\s+(-?\d+)\s+\]/g, '[$1, $2]')
}

function jsonBlock(text: string): string {
  return `\`\`\`json\n${text}\n\`\`\``
}
