/** The templates that come with Millrace. */
import { listTemplates, readTemplate } from '@millrace/api'
import { readTemplates } from '@millrace/nodes'
import { importWorkflow } from '@millrace/workflow'
import type { ServerContext } from '../context.ts'
import { problems } from '../http/http-problem.ts'
import { type Routes, serve } from '../http/serve.ts'
import { firstNodeTypes } from '../workflows/first-node-types.ts'
import { freshHooks } from '../workflows/fresh-hooks.ts'

export function templateRoutes(routes: Routes, { catalog }: Pick<ServerContext, 'catalog'>): void {
  serve(routes, listTemplates, 'signedIn', async () => ({
    templates: (await readTemplates()).map(({ id, name, about, document }) => {
      const nodes = [...importWorkflow(document).workflow.nodes.values()]
      const nodeCount = nodes.filter(({ type }) => catalog.node(type)?.description.annotation !== true).length
      return { id, name, about, nodeCount, nodeTypes: firstNodeTypes(catalog, document) }
    }),
  }))

  serve(routes, readTemplate, 'signedIn', async ({ params }) => {
    const found = (await readTemplates()).find(({ id }) => id === params.id)
    if (found === undefined) throw problems.notFound('template')
    const { id, name, document } = found
    return { id, name, document: freshHooks(document) }
  })
}
