/** Everything behind the front door that is not a hook: the editor and the two APIs, on Fastify. */
import type { RequestListener, Server } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { apiKeyRoutes } from './auth/api-key-routes.ts'
import { sessionRoutes } from './auth/session-routes.ts'
import { catalogRoutes } from './catalog/catalog-routes.ts'
import { lookupRoutes } from './catalog/lookup-routes.ts'
import { templateRoutes } from './catalog/template-routes.ts'
import type { ServerContext } from './context.ts'
import { consentRoutes } from './credentials/consent-routes.ts'
import { credentialRoutes } from './credentials/credential-routes.ts'
import { dataTableRoutes } from './data-tables/data-table-routes.ts'
import { editorAssets } from './editor/editor-assets.ts'
import { executionRoutes } from './executions/execution-routes.ts'
import { dataHeaders } from './http/content-policy.ts'
import { checkCsrf } from './http/csrf.ts'
import { problems } from './http/http-problem.ts'
import { answerFailures, requirePermissions, type Routes } from './http/serve.ts'
import { liveRoute } from './live/live-route.ts'
import { publicApiRoutes } from './public-api/public-api-routes.ts'
import { keyCaller } from './public-api/key-caller.ts'
import { publishRoutes } from './workflows/publish-routes.ts'
import { workflowRoutes } from './workflows/workflow-routes.ts'

export interface AppOptions {
  readonly server: Server
  readonly addressOf: (request: FastifyRequest['raw']) => string
  /** Resolves with the folder of the built editor. */
  readonly editor: Promise<string>
}

/** Documents with pinned data, and imports of many files, come in one body. */
const MAX_BODY = 64 * 1_048_576

/** Builds the app; the listener takes requests, and upgrades reach it through the server. */
export async function createApp(
  context: ServerContext,
  options: AppOptions,
): Promise<{ readonly app: FastifyInstance; readonly listener: RequestListener }> {
  const { fastify } = await import('fastify')
  let listener: RequestListener = () => undefined
  const app = fastify({
    bodyLimit: MAX_BODY,
    // Documents may own such keys; they are read as data and never merged into anything.
    onProtoPoisoning: 'ignore',
    onConstructorPoisoning: 'ignore',
    routerOptions: { maxParamLength: 512 },
    // The contract checks what comes and goes, so Fastify need not load what it would check schemas with.
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    serverFactory: (handler) => {
      listener = handler
      return options.server
    },
  })
  takeEmptyBodies(app)
  requirePermissions(app)
  const log = (reference: string, failure: unknown) =>
    context.log.error({ reference, failure }, 'A request failed unexpectedly.')

  answerFailures(app, log)
  await app.register((scope) => internalRoutes(scope, context))
  await app.register(async (scope) => {
    withDataHeaders(scope)
    publicApiRoutes(
      {
        app: scope,
        findCaller: (request) => keyCaller(context, request),
        guard: () => undefined,
        refuseStranger: problems.badApiKey,
      },
      context,
    )
  })
  editorAssets(app, options.editor)
  await app.ready()
  return { app, listener }
}

function noSchemas(): never {
  throw new Error('Routes are described by the contract, not by schemas of Fastify’s.')
}

/** Clients that always name a type send it with requests that have no body, too: nothing is not bad JSON. */
function takeEmptyBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('ignore', 'ignore')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined)
    else parse(request, body.toString(), done)
  })
}

async function internalRoutes(app: FastifyInstance, context: ServerContext): Promise<void> {
  withDataHeaders(app)
  const routes: Routes = {
    app,
    findCaller: (request) => context.auth.caller(request.headers.cookie ?? ''),
    guard: (request, caller) => checkCsrf(request, caller, context.publicUrl),
    refuseStranger: problems.notSignedIn,
  }
  sessionRoutes(routes, context)
  apiKeyRoutes(routes, context)
  catalogRoutes(routes, context)
  lookupRoutes(routes, context)
  templateRoutes(routes, context)
  workflowRoutes(routes, context)
  publishRoutes(routes, context)
  executionRoutes(routes, context)
  credentialRoutes(routes, context)
  consentRoutes(routes, context)
  dataTableRoutes(routes, context)
  await liveRoute(routes, context.live, context.publicUrl)
}

function withDataHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(dataHeaders)
    done()
  })
}
