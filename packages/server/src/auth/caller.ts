import type { User } from '@millrace/api'
import type { Principal } from '@millrace/store'
import type { Role } from './permissions.ts'

/** Who is on the other side of a request: what repositories are asked with, and what it may do. */
export interface Caller {
  readonly principal: Principal
  readonly role: Role
  readonly user: User
  /** Where what it creates goes. */
  readonly project: string
  /** Bound to the session; null for API keys, which no browser sends by itself. */
  readonly csrf: string | null
}
