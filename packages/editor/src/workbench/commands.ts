/**
 * What can be done at the workbench. The palette lists these, keys call them, buttons call them; each is one
 * step that undo takes back. Nothing here draws.
 */
import type { Json, JsonObject, NodeDescription } from '@millrace/sdk'
import {
  type Operation,
  type Position,
  duplicate,
  edgesInto,
  edgesOutOf,
  exportWorkflow,
  triggersOf,
} from '@millrace/workflow'
import type { Catalog } from '../catalog/catalog.ts'
import { toDocument, stretch } from '../canvas/scale.ts'
import { edgeByKey } from '../canvas/flow.ts'
import {
  addAfter,
  connect,
  copyText,
  edgeBetween,
  freePlace,
  insertInto,
  newNode,
  pasteText,
  placeAfter,
  remove,
  toggleDisabled,
} from '../document/drawing.ts'
import type { DocumentStore } from '../document/documentStore.ts'
import type { RunStore } from '../execution/runStore.ts'
import { say, sayError } from '../parts/toasts.ts'
import type { Searching, UiStore } from './workbench.ts'

export type Commands = ReturnType<typeof createCommands>

export interface CommandParts {
  readonly id: string
  readonly document: DocumentStore
  readonly run: RunStore
  readonly ui: UiStore
  readonly catalog: () => Catalog
  /** The items that a node's latest run gave, for pinning. */
  readonly itemsOf: (node: string) => Promise<readonly JsonObject[]>
  readonly newId?: () => string
}

export function createCommands(parts: CommandParts) {
  const { document, run, ui, catalog } = parts
  const newId = parts.newId ?? (() => crypto.randomUUID())
  const doc = () => document.getState()
  const workflow = () => doc().workflow

  const edit = (operation: Operation | undefined, merge?: string) => {
    if (!operation) return
    try {
      doc().edit(operation, merge)
    } catch (error) {
      sayError('That cannot be done', error)
    }
  }

  const typeOf = (id: string): NodeDescription | undefined => {
    const node = workflow().nodes.get(id)
    return node ? catalog().byType.get(node.type) : undefined
  }

  const triggers = () => triggersOf(workflow(), (node) => catalog().byType.get(node.type)?.trigger !== undefined)

  /** The trigger Run starts from: the chosen one while it is there, else one that can be pressed, else the first. */
  const startingTrigger = () => {
    const all = triggers()
    return (
      all.find(({ id }) => id === ui.getState().trigger) ??
      all.find(({ type }) => catalog().byType.get(type)?.trigger === 'manual') ??
      all[0]
    )
  }

  const waitsForCall = (trigger: string | undefined) => {
    const kind = trigger === undefined ? undefined : typeOf(trigger)?.trigger
    const pinned = trigger !== undefined && workflow().pinData.has(trigger)
    return !pinned && (kind === 'webhook' || kind === 'form' || kind === 'chat')
  }

  const nodeName = (id: string) => workflow().nodes.get(id)?.name ?? id

  async function start(destination?: string) {
    const trigger = startingTrigger()
    if (!trigger && destination === undefined) {
      ui.getState().set({ searching: { triggers: true } })
      return
    }
    const reusable = destination !== undefined && run.getState().execution !== null
    if (trigger && waitsForCall(trigger.id) && !reusable) {
      await run.getState().listen(workflow(), trigger.id, destination)
      return
    }
    await run.getState().start(workflow(), {
      id: parts.id,
      ...(trigger === undefined ? {} : { trigger: trigger.id }),
      ...(destination === undefined ? {} : { destination, reuse: reusable, dirty: [...doc().dirty] }),
    })
    doc().forgetDirty()
  }

  return {
    edit,
    triggers,
    startingTrigger,

    run: () => start(),
    runToNode: (id: string) => start(id),
    stop: async () => {
      if (run.getState().listening) await run.getState().stopListening()
      else await run.getState().stop()
    },

    undo: () => attempt(() => doc().undo()),
    redo: () => attempt(() => doc().redo()),

    /** Adds a node where the search was opened; answers with its id. */
    add(type: NodeDescription, searching: Searching, parameters?: JsonObject): string {
      const place: Position = searching.at ? toDocument(searching.at) : besideAll(workflow().nodes.values())
      const hasInput = type.trigger === undefined && !type.annotation
      if (searching.edge !== undefined) {
        const edge = edgeByKey(workflow().edges, searching.edge)
        if (edge) {
          const { operation, id } = insertInto(workflow(), edge, newNode(workflow(), type, place, newId, parameters))
          edit(operation)
          doc().select([id])
          return id
        }
      }
      if (searching.after) {
        const at = searching.at ? freePlace(workflow(), place) : placeAfter(workflow(), searching.after)
        const node = newNode(workflow(), type, at, newId, parameters)
        edit(addAfter(workflow(), node, searching.after, hasInput).operation)
        doc().select([node.id])
        return node.id
      }
      const node = newNode(workflow(), type, freePlace(workflow(), place), newId, parameters)
      const attach = searching.into
        ? [
            {
              do: 'connect' as const,
              edge: edgeBetween({ node: node.id, kind: searching.into.kind, index: 0 }, searching.into),
            },
          ]
        : []
      edit({ do: 'composite', operations: [{ do: 'addNode', node }, ...attach] })
      doc().select([node.id])
      return node.id
    },

    addNote(at?: { readonly x: number; readonly y: number }) {
      const type = catalog().nodes.find(({ annotation }) => annotation)
      if (!type) return
      const place = at ? toDocument(at) : besideAll(workflow().nodes.values())
      const node = newNode(workflow(), type, place, newId, { content: '', width: 240, height: 120 })
      edit({ do: 'addNode', node })
      doc().select([node.id])
    },

    connect(from: Parameters<typeof connect>[1], to: Parameters<typeof connect>[2]) {
      edit(connect(workflow(), from, to))
    },

    remove(nodes: readonly string[], join = false) {
      edit(remove(workflow(), nodes, join))
    },

    toggleDisabled(nodes: readonly string[]) {
      edit(toggleDisabled(workflow(), nodes))
    },

    async togglePin(nodes: readonly string[]) {
      for (const id of nodes) {
        if (workflow().pinData.has(id)) {
          edit({ do: 'setPinData', node: id })
          continue
        }
        const items = await parts.itemsOf(id)
        if (items.length > 0) edit({ do: 'setPinData', node: id, items })
        else say(`“${nodeName(id)}” has no data to pin`, { text: 'Run it first.', data: { tone: 'plain' } })
      }
    },

    duplicate(nodes: Iterable<string>) {
      const copied = duplicate(workflow(), nodes, { newId })
      edit(copied.operation)
      doc().select(copied.nodes)
    },

    copiedText: (nodes: ReadonlySet<string>) => copyText(workflow(), nodes),

    async copy(nodes: Iterable<string>) {
      const set = new Set(nodes)
      if (set.size === 0) return
      await navigator.clipboard.writeText(copyText(workflow(), set))
    },

    /** Adds what a text holds; says so when it holds no nodes. */
    paste(text: string, at?: { readonly x: number; readonly y: number }): boolean {
      const pasted = pasteText(workflow(), text, newId, at ? toDocument(at) : undefined)
      if (!pasted) return false
      edit(pasted.operation)
      doc().select(pasted.nodes)
      return true
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
      const { tidied } = await import('../canvas/tidy.ts')
      const operations = tidied(workflow(), catalog())
      if (operations.length > 0) edit({ do: 'composite', operations })
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

/** To the right of everything, in line with what is rightmost. */
function besideAll(nodes: Iterable<{ readonly position: Position }>): Position {
  let found: Position | undefined
  for (const { position } of nodes) if (!found || position[0] > found[0]) found = position
  return found ? [found[0] + 268 / stretch.x, found[1]] : [0, 0]
}
