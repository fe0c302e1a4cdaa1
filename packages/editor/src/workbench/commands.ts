/**
 * What can be done at the workbench. The palette lists these, keys call them, buttons call them; each is one
 * step that undo takes back. Nothing here draws.
 */
import type { Json, JsonObject, NodeDescription } from '@millrace/sdk'
import {
  type Edge,
  type Operation,
  type Position,
  type WorkflowNode,
  edgesInto,
  edgesOutOf,
  exportWorkflow,
  triggersOf,
} from '@millrace/workflow'
import type { Catalog } from '../catalog/catalog.ts'
import { cardWidth } from '../canvas/anatomy.ts'
import type { Camera } from '../canvas/camera.ts'
import { boxOf, edgeByKey } from '../canvas/flow.ts'
import { boundsOf } from '../canvas/rectangle.ts'
import { type Point, onGrid, stretch, toCanvas, toDocument } from '../canvas/scale.ts'
import {
  type Placed,
  type Port,
  addAfter,
  connect,
  copyText,
  duplicated,
  edgeBetween,
  freePlace,
  insertInto,
  newNode,
  pasteText,
  placeAfter,
  reconnect,
  remove,
  toggleDisabled,
} from '../document/drawing.ts'
import type { DocumentStore } from '../document/documentStore.ts'
import { editTools, loadReader } from '../document/node-names.ts'
import type { RunStore } from '../execution/runStore.ts'
import { isCurl } from '../curl/is-curl.ts'
import { say, sayError } from '../parts/toasts.ts'
import type { Searching, UiStore } from './workbench.ts'

export type Commands = ReturnType<typeof createCommands>

export interface CommandParts {
  readonly id: string
  readonly document: DocumentStore
  readonly run: RunStore
  readonly ui: UiStore
  readonly camera: Camera
  readonly catalog: () => Catalog
  /** The items that a node's latest run gave, for pinning. */
  readonly itemsOf: (node: string) => Promise<readonly JsonObject[]>
  readonly newId?: () => string
}

export function createCommands(parts: CommandParts) {
  const { document, run, ui, camera, catalog } = parts
  const newId = parts.newId ?? (() => crypto.randomUUID())
  const doc = () => document.getState()
  const workflow = () => doc().workflow
  const tools = editTools(catalog)

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

  /**
   * The trigger Run starts from: the chosen one while it is there, else one that can be pressed, else the first. One
   * with a dataset runs the workflow for each row: nobody should start that by accident.
   */
  const startingTrigger = () => {
    const all = triggers()
    return (
      all.find(({ id }) => id === ui.getState().trigger) ??
      all.find(({ type }) => catalog().byType.get(type)?.trigger === 'manual') ??
      all.find(({ type }) => catalog().byType.get(type)?.trigger !== 'dataset') ??
      all[0]
    )
  }

  const waitsForCall = (trigger: string | undefined) => {
    const kind = trigger === undefined ? undefined : typeOf(trigger)?.trigger
    const pinned = trigger !== undefined && workflow().pinData.has(trigger)
    return !pinned && (kind === 'webhook' || kind === 'form' || kind === 'chat')
  }

  const reveal = (nodes: Iterable<string>) => {
    const box = boundsOf([...nodes].flatMap((id) => boxOf(workflow(), id, catalog()) ?? []))
    if (box) camera.reveal(box)
  }

  /** Selects and shows what an operation brings. */
  const brought = ({ operation, nodes }: { readonly operation: Operation; readonly nodes: readonly string[] }) => {
    edit(operation)
    doc().select(nodes)
    reveal(nodes)
  }

  const added = ({ operation, id }: Placed): string => {
    brought({ operation, nodes: [id] })
    return id
  }

  /** Behind the last node while one looks there, else in the middle of what one sees. */
  const inSight = (): Position => {
    const beside = besideAll(workflow().nodes.values())
    const middle = camera.middle()
    if (!middle || camera.sees({ ...toCanvas(beside), width: cardWidth, height: 80 })) return beside
    return toDocument(onGrid({ x: middle.x - cardWidth / 2, y: middle.y - 40 }))
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
    reveal,
    triggers,
    startingTrigger,

    run: () => start(),
    runToNode: (id: string) => start(id),

    /** Runs the document as it is now, with what succeeded in the shown run: from where it failed. */
    retryFailed: async () => {
      const { progress } = run.getState()
      const trigger = [...progress.nodes.values()].flat().find(({ order }) => order === 0)?.node
      await run.getState().start(workflow(), {
        id: parts.id,
        ...(trigger === undefined ? {} : { trigger }),
        reuse: true,
        dirty: [...doc().dirty],
      })
      doc().forgetDirty()
    },
    stop: () =>
      tried('Not stopped', () => (run.getState().listening ? run.getState().stopListening() : run.getState().stop())),

    undo: () => attempt(() => doc().undo()),
    redo: () => attempt(() => doc().redo()),

    /** Adds a node where the search was opened; answers with its id. */
    add(type: NodeDescription, searching: Searching, parameters?: JsonObject): string {
      const place: Position = searching.at ? toDocument(onGrid(searching.at)) : inSight()
      const node = (at: Position) => newNode(workflow(), type, at, newId, parameters)
      const split = searching.edge === undefined ? undefined : edgeByKey(workflow().edges, searching.edge)
      if (split) return added(insertInto(workflow(), split, node(place)))
      if (searching.after) {
        const at = searching.at ? freePlace(workflow(), place) : placeAfter(workflow(), searching.after)
        const hasInput = type.trigger === undefined && !type.annotation
        return added(addAfter(workflow(), node(at), searching.after, hasInput))
      }
      return added(addApart(node(freePlace(workflow(), place)), searching.into))
    },

    addNote() {
      const type = catalog().nodes.find(({ annotation }) => annotation)
      if (!type) return
      const middle = camera.middle()
      const place = middle
        ? toDocument(onGrid({ x: middle.x - 180, y: middle.y - 75 }))
        : besideAll(workflow().nodes.values())
      const size = { content: '', width: 240, height: 120 }
      added(addApart(newNode(workflow(), type, freePlace(workflow(), place), newId, size)))
    },

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
          const items = await parts.itemsOf(id)
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

    duplicate: (nodes: Iterable<string>) =>
      tried('Not duplicated', async () => {
        const chosen = [...nodes]
        await loadReader()
        brought(duplicated(workflow(), chosen, newId, tools))
      }),

    copiedText: (nodes: ReadonlySet<string>) => copyText(workflow(), nodes),

    copy: (nodes: Iterable<string>) =>
      tried('Not copied', () => navigator.clipboard.writeText(copyText(workflow(), new Set(nodes)))),

    /** Fills a node's request from a curl command, in one step that undo takes back. */
    fillFromCurl: (node: string, text: string) =>
      tried('Not filled', async () => {
        const { filledFromCurl } = await import('../curl/curl-parameters.ts')
        const filled = filledFromCurl(text, workflow().nodes.get(node)?.parameters)
        if (!filled) {
          say('This is no curl command', { text: 'It begins with curl and names an address.', data: { tone: 'bad' } })
          return
        }
        edit({ do: 'setParameters', node, parameters: filled.parameters })
        tellFilled(nodeName(node), filled.notes, () => doc().undo())
      }),

    /** Adds what a text holds, at a point, at the pointer, or in the middle of what is seen. */
    paste(text: string, at?: Point): boolean {
      if (isCurl(text)) return this.pasteRequest(text, at)
      const corner = at ?? camera.pointer()
      const middle = camera.middle()
      const landing = corner
        ? { corner: toDocument(onGrid(corner)) }
        : middle
          ? { middle: toDocument(onGrid(middle)) }
          : undefined
      const pasted = () => pasteText(workflow(), text, newId, landing, tools)
      if (!pasted()) return false
      void tried('Not pasted', async () => {
        await loadReader()
        const found = pasted()
        if (found) brought(found)
      })
      return true
    },

    /** Adds a node that sends what a curl command sends. */
    pasteRequest(text: string, at: Point | undefined): boolean {
      const type = catalog().nodes.find(
        ({ properties, supplies, hidden }) =>
          !supplies && !hidden && properties.some((one) => one.type === 'curlImport'),
      )
      const point = at ?? camera.pointer()
      if (!type) return false
      void tried('Not added', async () => {
        const { filledFromCurl } = await import('../curl/curl-parameters.ts')
        const filled = filledFromCurl(text)
        if (!filled) return say('This command names no address', { data: { tone: 'bad' } })
        const node = this.add(type, point ? { at: point } : {}, filled.parameters)
        tellFilled(nodeName(node), filled.notes, () => doc().undo())
      })
      return true
    },

    /** What the clipboard holds; says so when that is no workflow. */
    pasteClipboard(text: string): void {
      if (text.trim() !== '' && this.paste(text)) return
      say('The clipboard holds no nodes', {
        text: 'Copy nodes or a workflow, here or in n8n, then paste.',
        data: { tone: 'plain' },
      })
    },

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
      const { tidied } = await import('../canvas/tidy.ts')
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

/** What a curl command became, and what of it is not here. */
function tellFilled(name: string, notes: readonly string[], undo: () => void): void {
  say(`“${name}” sends what the command sends`, {
    ...(notes.length === 0 ? {} : { text: notes.join(' ') }),
    data: { action: { label: 'Undo', do: undo } },
  })
}

/** A node for itself, or lent to a root's port. */
function addApart(node: WorkflowNode, into?: Port): Placed {
  const attach: readonly Operation[] = into
    ? [{ do: 'connect', edge: edgeBetween({ node: node.id, kind: into.kind, index: 0 }, into) }]
    : []
  return { id: node.id, operation: { do: 'composite', operations: [{ do: 'addNode', node }, ...attach] } }
}

function attempt(step: () => void): void {
  try {
    step()
  } catch (error) {
    sayError('That step no longer fits', error)
  }
}

async function tried(title: string, deed: () => Promise<void>): Promise<void> {
  try {
    await deed()
  } catch (error) {
    sayError(title, error)
  }
}

/** To the right of everything, in line with what is rightmost. */
function besideAll(nodes: Iterable<{ readonly position: Position }>): Position {
  let found: Position | undefined
  for (const { position } of nodes) if (!found || position[0] > found[0]) found = position
  return found ? [found[0] + 268 / stretch.x, found[1]] : [0, 0]
}
