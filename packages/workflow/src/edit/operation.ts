/**
 * Every change of a document is one of these, as plain data: what a person draws, what undo takes back, what
 * another person's editor receives, what a language model proposes, and what differs between two versions.
 */
import type { Json, JsonObject } from '@millrace/sdk'
import type { Path } from '../diagnostic.ts'
import type {
  CredentialReference,
  Edge,
  NodeId,
  NodeSettings,
  Position,
  Workflow,
  WorkflowNode,
  WorkflowSettings,
} from '../document.ts'

export type Operation =
  | { readonly do: 'addNode'; readonly node: WorkflowNode; readonly at?: number }
  /** Takes its edges, its pinned data and what Millrace keeps about it along. */
  | { readonly do: 'removeNode'; readonly node: NodeId }
  /** Everything about a node but its id and edges: another type, a placeholder's successor. */
  | { readonly do: 'replaceNode'; readonly node: WorkflowNode }
  /** Expressions that name the node follow, unless `references` are to be kept. */
  | { readonly do: 'renameNode'; readonly node: NodeId; readonly name: string; readonly references?: 'keep' }
  | { readonly do: 'moveNode'; readonly node: NodeId; readonly position: Position }
  /** The node's place in the document, which breaks ties when branches run. */
  | { readonly do: 'orderNode'; readonly node: NodeId; readonly at: number }
  /** Lists and objects on the way are made. No value: the parameter goes back to its default. */
  | { readonly do: 'setParameter'; readonly node: NodeId; readonly path: Path; readonly value?: Json }
  | { readonly do: 'setParameters'; readonly node: NodeId; readonly parameters: JsonObject }
  | { readonly do: 'setNodeSettings'; readonly node: NodeId; readonly settings: Patch<NodeSettings> }
  | { readonly do: 'setVersion'; readonly node: NodeId; readonly typeVersion: number }
  | {
      readonly do: 'setCredential'
      readonly node: NodeId
      readonly type: string
      readonly credential?: CredentialReference
    }
  | { readonly do: 'connect'; readonly edge: Edge; readonly at?: number }
  | { readonly do: 'disconnect'; readonly edge: Edge }
  | { readonly do: 'setPinData'; readonly node: NodeId; readonly items?: readonly JsonObject[] }
  | { readonly do: 'setName'; readonly name: string }
  | { readonly do: 'setTags'; readonly tags: readonly string[] }
  | { readonly do: 'setSettings'; readonly settings: WorkflowSettings }
  /** What Millrace keeps about a node beside n8n's fields (`meta.millrace.nodes`). */
  | { readonly do: 'setNodeMillrace'; readonly node: NodeId; readonly value?: JsonObject }
  | { readonly do: 'setDetails'; readonly details: Patch<Details> }
  /** One step to the person who undoes it. */
  | { readonly do: 'composite'; readonly operations: readonly Operation[] }

/** Values to set; null takes one away. */
export type Patch<Fields> = { readonly [Key in keyof Fields]?: Fields[Key] | null }

/** The rest of a document. */
export type Details = Pick<Workflow, 'id' | 'active' | 'staticData' | 'meta' | 'millrace' | 'extra' | 'found'>
