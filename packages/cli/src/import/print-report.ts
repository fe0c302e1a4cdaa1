import type { Report } from './report.ts'

/** How many unknown types people want to read. */
const shown = 20

/** The report for people. */
export function printReport(report: Report): string {
  const { workflows, failed, workflowsAllKnown, nodes } = report
  const unknown = Object.entries(report.unknownTypes)
  const lines = [
    `Workflows        ${workflows}${failed > 0 ? `, and ${failed} that could not be read` : ''}`,
    `  all known      ${workflowsAllKnown}${share(workflowsAllKnown, workflows)}`,
    `Nodes            ${nodes.known + nodes.unknown}`,
    `  known          ${nodes.known}${share(nodes.known, nodes.known + nodes.unknown)}`,
    `  unknown        ${nodes.unknown}`,
    ...section('Unknown types', unknown.slice(0, shown)),
    ...(unknown.length > shown ? [`  and ${unknown.length - shown} more; --json lists them all.`] : []),
    ...section('Diagnostics', Object.entries(report.diagnostics)),
  ]
  return lines.join('\n')
}

function section(title: string, counts: readonly (readonly [string, number])[]): readonly string[] {
  if (counts.length === 0) return []
  return [title, ...counts.map(([name, count]) => `  ${String(count).padStart(6)}  ${name}`)]
}

function share(part: number, whole: number): string {
  return whole === 0 ? '' : `  (${((part / whole) * 100).toFixed(1)} %)`
}
