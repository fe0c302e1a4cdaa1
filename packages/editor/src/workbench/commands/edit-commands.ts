/** Changes what is there. */
import type { Json } from '@millrace/sdk'
import { type Edge, type Position, edgesInto, edgesOutOf, exportWorkflow } from '@millrace/workflow'
import { connect, copyText, reconnect, remove, toggleDisabled } from '../../document/drawing.ts'
import { loadReader } from '../../document/node-names.ts'
import { say, sayError } from '../../parts/toasts.ts'
import { type Kit, tried } from './kit.ts'

export function editCommands({ catalog, itemsOf, doc, workflow, edit, nodeName, reveal }: Kit) {
  return {
    edit,
    reveal,
    undo: () => attempt(() => doc().undo()),
    redo: () => attempt(() => doc().redo()),

    connect(from: Parameters<typeof connect>[1], to: Parameters<typeof connect>[2]) {
      edit(connect(workflow(), from, to))
    },

    reconnect(edge: Edge, from: Parameters<typeof connect>[1], to: Parameters<typeof connect>[2]) {
      edit(reconnect(workflow(), edge, from, to))
    },

    remove(nodes: readonly string[], join = false) {
      edit(remove(workflow(), nodes, join))
    },

    toggleDisabled(nodes: readonly string[]) {
      edit(toggleDisabled(workflow(), nodes))
    },

    togglePin: (nodes: readonly string[]) =>
      tried('Not pinned', async () => {
        for (const id of nodes) {
          if (workflow().pinData.has(id)) {
            edit({ do: 'setPinData', node: id })
            continue
          }
          const items = await itemsOf(id)
          if (items.length > 0) edit({ do: 'setPinData', node: id, items })
          else say(`“${nodeName(id)}” has no data to pin`, { text: 'Run it first.', data: { tone: 'plain' } })
        }
      }),

    /** Gives a node another name; what names it follows. */
    rename: (node: string, name: string) =>
      tried('Not renamed', async () => {
        await loadReader()
        edit({ do: 'renameNode', node, name })
      }),

    copiedText: (nodes: ReadonlySet<string>) => copyText(workflow(), nodes),

    copy: (nodes: Iterable<string>) =>
      tried('Not copied', () => navigator.clipboard.writeText(copyText(workflow(), new Set(nodes)))),

    chooseCredential(node: string, type: string, { id, name }: { readonly id: string; readonly name: string }) {
      edit({ do: 'setCredential', node, type, credential: { id, name } })
    },

    setParameter(node: string, path: readonly (string | number)[], value: Json | undefined) {
      edit({ do: 'setParameter', node, path, ...(value === undefined ? {} : { value }) }, `${node}.${path.join('.')}`)
    },

    moveAll(moves: readonly { readonly id: string; readonly position: Position }[]) {
      edit({
        do: 'composite',
        operations: moves.map(({ id, position }) => ({ do: 'moveNode', node: id, position })),
      })
    },

    async tidy() {
      const { tidied } = await import('../../canvas/tidy.ts')
      const operations = tidied(workflow(), catalog())
      if (operations.length === 0) return
      edit({ do: 'composite', operations })
      reveal(workflow().nodes.keys())
    },

    exported: () => exportWorkflow(workflow(), { for: 'millrace' }),

    /** The nodes before and after one, for walking the flow. */
    neighbours(id: string) {
      return {
        before: edgesInto(workflow(), id, 'main').map(({ source }) => source),
        after: edgesOutOf(workflow(), id, 'main').map(({ target }) => target),
      }
    },
  }
}

function attempt(step: () => void): void {
  try {
    step()
  } catch (error) {
    sayError('That step no longer fits', error)
  }
}
