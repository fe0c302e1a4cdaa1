import type { NodeDescription } from '@millrace/sdk'
import type { WorkflowNode } from '@millrace/workflow'
import { type Need, needWords } from '../catalog/needs.ts'
import type { NodeView } from '../execution/nodeView.ts'
import { items } from '../parts/numbers.ts'
import type { Anatomy } from './anatomy.ts'

/** A card as it is read aloud: “Create shipment, HTTP Request, failed: 422. 2 outputs.” */
export function describeNode(
  node: WorkflowNode,
  type: NodeDescription | undefined,
  view: NodeView,
  anatomy: Anatomy,
  need?: Need,
): string {
  const said = [node.name, type?.name ?? `${node.type}, not installed`, spoken(view)]
  if (need) said.push(`needs something: ${needWords(need)}`)
  if (node.disabled) said.push('switched off')
  const outputs = anatomy.outputs.length
  return `${said.filter((part) => part !== '').join(', ')}. ${outputs} ${outputs === 1 ? 'output' : 'outputs'}.`
}

function spoken(view: NodeView): string {
  switch (view.state) {
    case 'idle':
      return ''
    case 'run':
      return view.done ? `running, ${view.done.done} of ${view.done.total}` : 'running'
    case 'ok':
      return `succeeded, ${items(view.counts.reduce((sum, count) => sum + count, 0))}`
    case 'bad':
      return `failed: ${(view.error?.message ?? 'no reason given').replace(/\.$/, '')}`
    case 'wait':
      return 'waiting'
    case 'unreached':
      return 'not reached'
  }
}
