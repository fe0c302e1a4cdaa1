/** What every command of the workbench works with. */
import type { JsonObject, NodeDescription } from '@millrace/sdk'
import type { EditTools, Operation, Position, Workflow } from '@millrace/workflow'
import type { Catalog } from '../../catalog/catalog.ts'
import { cardWidth } from '../../canvas/anatomy.ts'
import type { Camera } from '../../canvas/camera.ts'
import { boxOf } from '../../canvas/flow.ts'
import { boundsOf } from '../../canvas/rectangle.ts'
import { onGrid, stretch, toCanvas, toDocument } from '../../canvas/scale.ts'
import type { DocumentState, DocumentStore } from '../../document/documentStore.ts'
import type { Placed } from '../../document/drawing.ts'
import { editTools } from '../../document/node-names.ts'
import type { RunStore } from '../../execution/runStore.ts'
import { sayError } from '../../parts/toasts.ts'
import type { UiStore } from '../workbench.ts'

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

export interface Kit extends Required<CommandParts> {
  readonly tools: EditTools
  readonly doc: () => DocumentState
  readonly workflow: () => Workflow
  /** Changes the document, or says why that cannot be. What merges is taken back in one step. */
  readonly edit: (operation: Operation | undefined, merge?: string) => void
  readonly typeOf: (node: string) => NodeDescription | undefined
  readonly nodeName: (node: string) => string
  /** Brings nodes into sight. */
  readonly reveal: (nodes: Iterable<string>) => void
  /** Selects and shows what an operation brings. */
  readonly brought: (what: Brought) => void
  readonly added: (placed: Placed) => string
  /** Behind the last node while one looks there, else in the middle of what one sees. */
  readonly inSight: () => Position
}

interface Brought {
  readonly operation: Operation
  readonly nodes: readonly string[]
}

export function createKit(parts: CommandParts): Kit {
  const { document, camera, catalog } = parts
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

  const reveal = (nodes: Iterable<string>) => {
    const box = boundsOf([...nodes].flatMap((id) => boxOf(workflow(), id, catalog()) ?? []))
    if (box) camera.reveal(box)
  }

  const brought = ({ operation, nodes }: Brought) => {
    edit(operation)
    doc().select(nodes)
    reveal(nodes)
  }

  const added = ({ operation, id }: Placed): string => {
    brought({ operation, nodes: [id] })
    return id
  }

  const inSight = (): Position => {
    const beside = besideAll(workflow().nodes.values())
    const middle = camera.middle()
    if (!middle || camera.sees({ ...toCanvas(beside), width: cardWidth, height: 80 })) return beside
    return toDocument(onGrid({ x: middle.x - cardWidth / 2, y: middle.y - 40 }))
  }

  return {
    ...parts,
    newId: parts.newId ?? (() => crypto.randomUUID()),
    tools: editTools(catalog),
    doc,
    workflow,
    edit,
    typeOf,
    nodeName: (id) => workflow().nodes.get(id)?.name ?? id,
    reveal,
    brought,
    added,
    inSight,
  }
}

/** Does something, and says under a title what went wrong. */
export async function tried(title: string, deed: () => Promise<void>): Promise<void> {
  try {
    await deed()
  } catch (error) {
    sayError(title, error)
  }
}

/** To the right of everything, in line with what is rightmost. */
export function besideAll(nodes: Iterable<{ readonly position: Position }>): Position {
  let found: Position | undefined
  for (const { position } of nodes) if (!found || position[0] > found[0]) found = position
  return found ? [found[0] + 268 / stretch.x, found[1]] : [0, 0]
}
