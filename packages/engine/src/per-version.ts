/** Things kept by workflow and version, so many of them: the oldest make room. */
export class PerVersion<T> {
  private readonly workflows = new Map<string, Map<string, T>>()

  get(workflow: string, version: string): T | undefined {
    return this.workflows.get(workflow)?.get(version)
  }

  versions(workflow: string): readonly string[] {
    return [...(this.workflows.get(workflow)?.keys() ?? [])]
  }

  keep(workflow: string, version: string, thing: T): void {
    const versions = this.workflows.get(workflow) ?? new Map<string, T>()
    put(versions, version, thing, VERSIONS)
    put(this.workflows, workflow, versions, WORKFLOWS)
  }

  clear(): void {
    this.workflows.clear()
  }
}

/** Of each workflow there is the version that runs, and those that earlier executions go on with. */
const VERSIONS = 3
const WORKFLOWS = 200

function put<T>(kept: Map<string, T>, key: string, value: T, limit: number): void {
  kept.set(key, value)
  if (kept.size <= limit) return
  const [oldest] = kept.keys()
  if (oldest !== undefined) kept.delete(oldest)
}
