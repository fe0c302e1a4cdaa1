import type { Access, Connection } from '../database.ts'
import { parseObject } from '../json.ts'
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

export function createRoutes({ look }: Access): RouteRepository {
  return {
    async all() {
      const rows = await joined(look).execute()
      return rows.map(asRoute)
    },
    async ofWorkflow(workflow) {
      const rows = await joined(look).where('routes.workflow', '=', workflow).execute()
      return rows.map(asRoute)
    },
  }
}

function joined(db: Connection) {
  return db
    .selectFrom('routes')
    .innerJoin('workflows', 'workflows.id', 'routes.workflow')
    .select(['method', 'path', 'workflow', 'node', 'data', 'workflows.project'])
    .orderBy('path')
    .orderBy('method')
}

function asRoute({ data, ...row }: Omit<Route, 'data'> & { readonly data: string }): Route {
  return { ...row, data: parseObject(data) }
}
