/**
 * Signing in. The sign-in library (better-auth) sits behind this port and is loaded when the first person comes: it
 * costs half a second and tens of megabytes, which webhooks never need. Only its server functions are called; none of
 * its own routes exist here.
 */
import { createHmac } from 'node:crypto'
import type { User } from '@millrace/api'
import type { Store } from '@millrace/store'
import type { Caller } from './caller.ts'
import { hashPassword, verifyPassword } from './password.ts'
import type { Role } from './permissions.ts'

export interface SignedIn {
  readonly caller: Caller
  /** The cookies that carry the session. */
  readonly cookies: readonly string[]
}

export interface Auth {
  ownerExists(): Promise<boolean>
  createOwner(owner: { readonly email: string; readonly password: string; readonly name: string }): Promise<SignedIn>
  /** Undefined when address or password is wrong: which of them is nobody's business. */
  signIn(email: string, password: string): Promise<SignedIn | undefined>
  /** Ends the session of this cookie header; answers with cookies that clear it. */
  signOut(cookie: string): Promise<readonly string[]>
  /** Who this cookie header belongs to. A session that was ended is noticed within five seconds. */
  caller(cookie: string): Promise<Caller | undefined>
}

export interface AuthOptions {
  readonly store: Pick<Store, 'authDatabase' | 'projects' | 'vault'>
  readonly publicUrl: string
  /** The project of this instance. */
  readonly project: string
  readonly now: () => number
}

const CACHE_MS = 5000
const CACHE_SIZE = 500

export function createAuth(options: AuthOptions): Auth {
  const { store, project } = options
  const csrfKey = store.vault.deriveKey('session')
  const cache = new Map<string, { readonly caller: Caller; readonly until: number }>()
  let library: ReturnType<typeof loadLibrary> | undefined
  const load = () => (library ??= loadLibrary(options))

  async function callerOf(user: { id: string; email: string; name: string }, session: string): Promise<Caller> {
    const memberships = await store.projects.ofUser(user.id)
    const role: Role = memberships.some((one) => one.role === 'owner') ? 'owner' : 'member'
    const shown: User = { id: user.id, email: user.email, name: user.name, role }
    return {
      principal: { id: user.id, kind: 'user', projects: memberships.map((one) => one.project) },
      role,
      user: shown,
      project,
      csrf: createHmac('sha256', csrfKey).update(`csrf:${session}`).digest('base64url'),
    }
  }

  return {
    ownerExists: async () => (await store.projects.userCount()) > 0,

    async createOwner({ email, password, name }) {
      const { headers, response } = await (
        await load()
      ).api.signUpEmail({
        body: { email, password, name: name === '' ? (email.split('@')[0] ?? email) : name },
        returnHeaders: true,
      })
      await store.projects.setMember(project, response.user.id, 'owner')
      return { caller: await callerOf(response.user, response.token ?? ''), cookies: headers.getSetCookie() }
    },

    async signIn(email, password) {
      const signedIn = await (
        await load()
      ).api
        .signInEmail({ body: { email, password }, returnHeaders: true })
        .catch((error: unknown) => {
          if (isRefusal(error)) return undefined
          throw error
        })
      if (!signedIn) return undefined
      const { headers, response } = signedIn
      return { caller: await callerOf(response.user, response.token), cookies: headers.getSetCookie() }
    },

    async signOut(cookie) {
      cache.delete(cookie)
      const { headers } = await (await load()).api.signOut({ headers: new Headers({ cookie }), returnHeaders: true })
      return headers.getSetCookie()
    },

    async caller(cookie) {
      if (!cookie.includes('millrace.session_token=')) return undefined
      const now = options.now()
      const cached = cache.get(cookie)
      if (cached && cached.until > now) return cached.caller
      const found = await (await load()).api.getSession({ headers: new Headers({ cookie }) })
      if (!found) return undefined
      const caller = await callerOf(found.user, found.session.token)
      cache.delete(cookie)
      cache.set(cookie, { caller, until: now + CACHE_MS })
      for (const oldest of cache.keys()) {
        if (cache.size <= CACHE_SIZE) break
        cache.delete(oldest)
      }
      return caller
    },
  }
}

async function loadLibrary({ store, publicUrl }: AuthOptions) {
  const [{ betterAuth }, { getAdapter }] = await Promise.all([
    import('better-auth/minimal'),
    import('better-auth/db/adapter'),
  ])
  const secure = publicUrl.startsWith('https:')
  const settings = {
    baseURL: publicUrl,
    basePath: '/rest/auth',
    secret: Buffer.from(store.vault.deriveKey('session')).toString('base64'),
    emailAndPassword: {
      enabled: true,
      minPasswordLength: 8,
      maxPasswordLength: 256,
      password: {
        hash: hashPassword,
        verify: ({ hash, password }: { hash: string; password: string }) => verifyPassword(hash, password),
      },
    },
    session: { expiresIn: 14 * 24 * 3600, updateAge: 24 * 3600 },
    advanced: {
      useSecureCookies: false,
      cookiePrefix: `${secure ? '__Host-' : ''}millrace`,
      defaultCookieAttributes: { httpOnly: true, secure, sameSite: 'lax' as const, path: '/' },
    },
    telemetry: { enabled: false },
    logger: { disabled: true },
  }
  const adapter = await getAdapter({ ...settings, database: { ...store.authDatabase() } })
  return betterAuth({ ...settings, database: () => adapter })
}

/** The library says no (wrong password, unknown address) with a status of its own; other failures are faults. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && error.statusCode === 401
}
