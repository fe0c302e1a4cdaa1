/** Adds nodes: from the search, from the clipboard, from a curl command. */
import type { JsonObject, NodeDescription } from '@millrace/sdk'
import type { Operation, Position, WorkflowNode } from '@millrace/workflow'
import { edgeByKey } from '../../canvas/flow.ts'
import { type Point, onGrid, toDocument } from '../../canvas/scale.ts'
import { isCurl } from '../../curl/is-curl.ts'
import {
  type Placed,
  type Port,
  addAfter,
  duplicated,
  edgeBetween,
  freePlace,
  insertInto,
  newNode,
  pasteText,
  placeAfter,
} from '../../document/drawing.ts'
import { loadReader } from '../../document/node-names.ts'
import { say } from '../../parts/toasts.ts'
import type { Searching } from '../workbench.ts'
import { type Kit, besideAll, tried } from './kit.ts'

export function addCommands(kit: Kit) {
  const { catalog, camera, tools, newId, workflow, brought, added, inSight } = kit
  return {
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

    duplicate: (nodes: Iterable<string>) =>
      tried('Not duplicated', async () => {
        const chosen = [...nodes]
        await loadReader()
        brought(duplicated(workflow(), chosen, newId, tools))
      }),
  }
}

/** Adds what a text holds: nodes, or a request where it is a curl command. */
export function pasteCommands(kit: Kit, add: ReturnType<typeof addCommands>['add']) {
  const { catalog, camera, tools, newId, doc, workflow, edit, brought, nodeName } = kit
  const tellFilled = (node: string, notes: readonly string[]) => told(nodeName(node), notes, () => doc().undo())
  /** Adds a node that sends what a curl command sends. */
  function pasteRequest(text: string, at: Point | undefined): boolean {
    const type = catalog().nodes.find(
      ({ properties, supplies, hidden }) => !supplies && !hidden && properties.some((one) => one.type === 'curlImport'),
    )
    const point = at ?? camera.pointer()
    if (!type) return false
    void tried('Not added', async () => {
      const { filledFromCurl } = await import('../../curl/curl-parameters.ts')
      const filled = filledFromCurl(text)
      if (!filled) return say('This command names no address', { data: { tone: 'bad' } })
      const node = add(type, point ? { at: point } : {}, filled.parameters)
      tellFilled(node, filled.notes)
    })
    return true
  }

  /** Adds what a text holds, at a point, at the pointer, or in the middle of what is seen. */
  function paste(text: string, at?: Point): boolean {
    if (isCurl(text)) return pasteRequest(text, at)
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
  }

  return {
    paste,
    pasteRequest,

    /** Fills a node's request from a curl command, in one step that undo takes back. */
    fillFromCurl: (node: string, text: string) =>
      tried('Not filled', async () => {
        const { filledFromCurl } = await import('../../curl/curl-parameters.ts')
        const filled = filledFromCurl(text, workflow().nodes.get(node)?.parameters)
        if (!filled) {
          say('This is no curl command', { text: 'It begins with curl and names an address.', data: { tone: 'bad' } })
          return
        }
        edit({ do: 'setParameters', node, parameters: filled.parameters })
        tellFilled(node, filled.notes)
      }),

    /** What the clipboard holds; says so when that is no workflow. */
    pasteClipboard(text: string): void {
      if (text.trim() !== '' && paste(text)) return
      say('The clipboard holds no nodes', {
        text: 'Copy nodes or a workflow, here or in n8n, then paste.',
        data: { tone: 'plain' },
      })
    },
  }
}

/** What a curl command became, and what of it is not here. */
function told(name: string, notes: readonly string[], undo: () => void): void {
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
