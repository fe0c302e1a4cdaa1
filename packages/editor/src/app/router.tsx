import {
  Outlet,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { useEffect } from 'react'
import { queries, sessionQuery } from '../api/client.ts'
import { SessionGate } from './SessionGate.tsx'
import { Frame } from './Frame.tsx'
import { NotFound, WentWrong } from './Trouble.tsx'

const root = createRootRoute({ component: SessionGate, notFoundComponent: NotFound, errorComponent: WentWrong })

const frame = createRoute({ getParentRoute: () => root, id: 'frame', component: Frame })

const workflows = createRoute({
  getParentRoute: () => frame,
  path: '/',
  component: lazyRouteComponent(() => import('../pages/WorkflowsPage.tsx'), 'WorkflowsPage'),
})

const executions = createRoute({
  getParentRoute: () => frame,
  path: '/executions',
  component: lazyRouteComponent(() => import('../pages/ExecutionsPage.tsx'), 'ExecutionsPage'),
})

const credentials = createRoute({
  getParentRoute: () => frame,
  path: '/credentials',
  component: lazyRouteComponent(() => import('../pages/CredentialsPage.tsx'), 'CredentialsPage'),
})

const dataTables = createRoute({
  getParentRoute: () => frame,
  path: '/data-tables',
  component: lazyRouteComponent(() => import('../tables/TablesPage.tsx'), 'TablesPage'),
})

const dataTable = createRoute({
  getParentRoute: () => frame,
  path: '/data-tables/$id',
  component: lazyRouteComponent(() => import('../tables/TablePage.tsx'), 'TablePage'),
})

const templates = createRoute({
  getParentRoute: () => frame,
  path: '/templates',
  /** The empty workflow that is to be filled. */
  validateSearch: ({ into }: Record<string, unknown>): { readonly into?: string } =>
    typeof into === 'string' ? { into } : {},
  component: lazyRouteComponent(() => import('../templates/TemplatesPage.tsx'), 'TemplatesPage'),
})

const workflow = createRoute({ getParentRoute: () => root, path: '/workflow/$id', component: Outlet })

const editor = createRoute({
  getParentRoute: () => workflow,
  path: '/',
  component: lazyRouteComponent(() => import('../workbench/EditorPage.tsx'), 'EditorPage'),
})

const history = createRoute({
  getParentRoute: () => workflow,
  path: '/executions',
  component: lazyRouteComponent(() => import('../pages/HistoryPage.tsx'), 'HistoryPage'),
})

const oneRun = createRoute({
  getParentRoute: () => workflow,
  path: '/executions/$execution',
  component: lazyRouteComponent(() => import('../pages/HistoryPage.tsx'), 'HistoryPage'),
})

/** A form or chat that sent its visitor here to sign in: the gate has let them pass, and they go back. */
function Back() {
  const { to } = signIn.useSearch()
  useEffect(() => {
    if (to !== undefined) location.replace(to)
  }, [to])
  return null
}

/** Only addresses of this server that visitors are sent from. */
const visited = /^\/(?:form|form-test|webhook|webhook-test)\/[^\\]*$/

/** Old bookmarks of the sign-in page lead home; the gate shows what is needed. */
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/signin',
  validateSearch: ({ to }: Record<string, unknown>): { readonly to?: string } =>
    typeof to === 'string' && visited.test(to) ? { to } : {},
  beforeLoad: async ({ search }) => {
    await queries.ensureQueryData(sessionQuery)
    if (search.to === undefined) throw redirect({ to: '/' })
  },
  component: Back,
})

export const router = createRouter({
  routeTree: root.addChildren([
    frame.addChildren([workflows, templates, executions, credentials, dataTables, dataTable]),
    workflow.addChildren([editor, history, oneRun]),
    signIn,
  ]),
  defaultPreload: 'intent',
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
