/** Projects and who works in them. Users themselves live in the sign-in library's tables. */
export interface Projects {
  all(): Promise<readonly Project[]>
  get(id: string): Promise<Project | undefined>
  create(project: NewProject): Promise<Project>
  rename(id: string, name: string): Promise<void>
  /** Projects of a user with the role it has there: what a principal is made of. */
  ofUser(user: string): Promise<readonly Membership[]>
  members(project: string): Promise<readonly { readonly user: string; readonly role: string }[]>
  setMember(project: string, user: string, role: string): Promise<void>
  removeMember(project: string, user: string): Promise<void>
  /** How many users there are: none means the first owner has not arrived. */
  userCount(): Promise<number>
}

export interface Project {
  readonly id: string
  readonly name: string
  readonly kind: 'personal' | 'team'
  readonly createdAt: number
}

export interface NewProject {
  readonly id?: string
  readonly name: string
  readonly kind: Project['kind']
}

export interface Membership {
  readonly project: string
  readonly name: string
  readonly role: string
}
