/**
 * People who signed in to this server and visit a form or a chat that asks for it.
 *
 *   V1  Whoever opens the page is known by the session of their browser; nobody else is.
 *   V2  A form's page is a stranger on our origin, and sends no cookies. It is given a pass instead: for one person, one
 *       address and a short time, signed by this instance. It opens nothing else.
 *   V3  A session counts for what is sent only from our own pages: another site cannot act through somebody's browser.
 *   V4  Rights are looked up when something is sent, not when the page was opened.
 */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { VisitingUser } from '@millrace/sdk'
import type { Principal } from '@millrace/store'
import type { Auth } from '../auth/auth.ts'
import { isOurs } from '../http/csrf.ts'

/** The parameter that carries a pass. Workflows do not see it. */
export const PASS = 'millrace-pass'

/** How long somebody may take to fill in a form, in milliseconds. */
const PASS_MS = 2 * 3_600_000

export interface SignedInVisitor {
  readonly user: VisitingUser
  readonly projects: Principal['projects']
}

/** A request, as far as it tells who visits. */
export interface Visit {
  readonly method: string
  readonly headers: IncomingHttpHeaders
  /** The address without its query: a pass holds for no other. */
  readonly place: string
  readonly pass: string | null
}

export interface SignedInVisitors {
  /** Who visits; undefined where nobody is signed in, or the pass is none. */
  find(visit: Visit): Promise<SignedInVisitor | undefined>
  /** A pass for what is sent from a page at this place. */
  passFor(user: VisitingUser, place: string): string
}

export interface VisitorOptions {
  readonly auth: Pick<Auth, 'caller'>
  /** The projects that somebody belongs to: none once they belong to nothing here. */
  readonly projectsOf: (user: string) => Promise<readonly string[]>
  readonly key: Uint8Array
  readonly publicUrl: string
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export function createSignedInVisitors(options: VisitorOptions): SignedInVisitors {
  const { auth, projectsOf, publicUrl, now } = options
  const secret = createSecretKey(options.key)
  const signatureOf = (said: string) => createHmac('sha256', secret).update(said).digest()

  async function bySession({ headers }: Visit): Promise<SignedInVisitor | undefined> {
    const caller = await auth.caller(headers.cookie ?? '')
    if (caller === undefined) return undefined
    const { id, email, name } = caller.user
    return { user: { id, email, name }, projects: caller.principal.projects }
  }

  async function byPass(pass: string, place: string): Promise<SignedInVisitor | undefined> {
    const [said = '', signature = ''] = pass.split('.')
    const given = Buffer.from(signature, 'base64url')
    const wanted = signatureOf(said)
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined
    const told: unknown = JSON.parse(Buffer.from(said, 'base64url').toString('utf8'))
    if (!isPass(told) || told.place !== place || told.until < now()) return undefined
    const projects = await projectsOf(told.user.id)
    return projects.length === 0 ? undefined : { user: told.user, projects }
  }

  return {
    async find(visit) {
      const { method, headers, place, pass } = visit
      if (method === 'GET' || method === 'HEAD') return bySession(visit)
      if (pass !== null) return byPass(pass, place)
      const { origin, host } = headers
      return origin !== undefined && isOurs(origin, host, publicUrl) ? bySession(visit) : undefined
    },

    passFor(user, place) {
      const pass: Pass = { user, place, until: now() + PASS_MS }
      const said = Buffer.from(JSON.stringify(pass)).toString('base64url')
      return `${said}.${signatureOf(said).toString('base64url')}`
    },
  }
}

interface Pass {
  readonly user: VisitingUser
  readonly place: string
  readonly until: number
}

function isPass(value: unknown): value is Pass {
  return typeof value === 'object' && value !== null && 'user' in value && 'place' in value && 'until' in value
}

const SESSION = /^\s*(?:__\w+-)?millrace\./i

/** A cookie header without the session of this server, which is nothing for workflows; undefined where no more is left. */
export function withoutSession(cookies: string): string | undefined {
  const left = cookies.split(';').filter((one) => !SESSION.test(one))
  return left.length === 0 ? undefined : left.join(';').trim()
}
