/** Who may do what, in one table. Every route names one permission; a route that names none does not build. */
export type Permission =
  /** Everybody, signed in or not. */
  | 'public'
  /** Whoever is signed in. */
  | 'signedIn'
  | 'workflow.read'
  | 'workflow.edit'
  | 'workflow.run'
  | 'workflow.publish'
  | 'execution.read'
  | 'execution.delete'
  | 'credential.read'
  | 'credential.edit'
  | 'dataTable.read'
  | 'dataTable.edit'
  | 'apiKey.manage'

export type Role = 'owner' | 'member'

type Grantable = Exclude<Permission, 'public' | 'signedIn'>

const editing: readonly Grantable[] = [
  'workflow.read',
  'workflow.edit',
  'workflow.run',
  'workflow.publish',
  'execution.read',
  'execution.delete',
  'credential.read',
  'credential.edit',
  'dataTable.read',
  'dataTable.edit',
  'apiKey.manage',
]

const granted: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  owner: new Set(editing),
  member: new Set(editing),
}

export function mayDo(role: Role | undefined, permission: Permission): boolean {
  if (permission === 'public') return true
  if (role === undefined) return false
  return permission === 'signedIn' || granted[role].has(permission)
}
