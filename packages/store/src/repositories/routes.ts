import type { JsonObject } from '../json.ts'

/** An address a published workflow answers at. A method and path belong to one workflow. */
export interface Route extends NewRoute {
  readonly workflow: string
  readonly project: string
}

export interface NewRoute {
  readonly method: string
  /** Without the leading `/webhook/`; may hold `:parameters`. */
  readonly path: string
  /** The id of the node that answers. */
  readonly node: string
  /** What the server wants to know without loading the workflow (response mode, authentication, …). */
  readonly data: JsonObject
}

export interface RouteRepository {
  all(): Promise<readonly Route[]>
  ofWorkflow(workflow: string): Promise<readonly Route[]>
}
