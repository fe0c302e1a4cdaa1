/**
 * Who asks. Data belongs to projects; every repository of project data takes a principal and answers only
 * with what lies within its projects. What each role may do there is decided above, by the server.
 */
export interface Principal {
  /** A user's id, an API key's owner, or the part of the system that acts. */
  readonly id: string
  readonly kind: 'user' | 'apiKey' | 'system'
  /** The projects it reaches; `all` is for the system itself and for an instance's administrators. */
  readonly projects: readonly string[] | 'all'
}

/** The system acting for itself: recovery, webhooks, pruning, the command line. */
export function systemPrincipal(part: string): Principal {
  return { id: part, kind: 'system', projects: 'all' }
}

export function reaches(principal: Principal, project: string): boolean {
  return principal.projects === 'all' || principal.projects.includes(project)
}

/** The projects to ask for in a query, undefined for all; never empty, because not every SQL knows `in ()`. */
export function projectsOf(principal: Principal): readonly string[] | undefined {
  if (principal.projects === 'all') return undefined
  return principal.projects.length === 0 ? [NO_PROJECT] : principal.projects
}

/** No project has this id. */
const NO_PROJECT = '-'
