/** The page that lists all nodes by what they are for. */
import type { Category, NodeDescription } from '@millrace/sdk'
import { cell, table } from './markdown.ts'

const categories: Readonly<Record<Category, string>> = {
  trigger: 'What starts a workflow',
  flow: 'Where items go',
  data: 'What happens to data',
  code: 'Code and commands',
  files: 'Files',
  web: 'The web and mail',
  app: 'Services',
  ai: 'Artificial intelligence',
  note: 'Notes',
}

/** Types that have a page: all that run. */
export function isDocumented({ unavailable }: NodeDescription): boolean {
  return unavailable !== true
}

export function nodesIndex(descriptions: readonly NodeDescription[]): string {
  const shown = descriptions.filter(isDocumented)
  const offered = Map.groupBy(
    shown.filter(({ hidden }) => !hidden),
    ({ category }) => category,
  )
  const superseded = shown.filter(({ hidden }) => hidden)
  const sections = Object.entries(categories).flatMap(([category, title]) => {
    const own = [...offered].find(([one]) => one === category)?.[1] ?? []
    return own.length === 0 ? [] : [`## ${title}\n\n${list(own)}`]
  })
  return `# Nodes

What each node does, every parameter, and for each a small workflow that works as it stands: copy it, paste it onto the canvas, press Run. The pages are written from the definitions of the nodes, and a test runs the examples.

**How to read a page.** A parameter has the name that people see and, below it, the one in documents; one that begins with › is part of the one above it. Wherever text, a number or a choice is wanted, an expression does as well. Presets are those of a new node.

Every node also has settings of its own: whether it tries again after a failure, whether the workflow goes on without it, whether it runs only once. They are in the node's panel, and [reliability](../guide/reliability.md) says what can be relied on.

${sections.join('\n\n')}

## Superseded

Workflows that have these run as before; the palette offers something better.

${list(superseded)}
`
}

function list(descriptions: readonly NodeDescription[]): string {
  const sorted = descriptions.toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
  return table(
    ['Node', 'What it does'],
    sorted.map(({ type, name, about }) => [`[${name}](${type}.md)`, cell(about)]),
  )
}
