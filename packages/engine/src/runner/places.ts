import { isByHand } from '../about.ts'
import type { Work } from './work.ts'

export interface PlacesOptions {
  /** How many executions run at a time. */
  readonly limit: number
  /** How many of a workflow run at a time; undefined where it sets no limit. */
  readonly limitOf: ((workflow: string) => number | undefined) | undefined
}

/** Who runs, and who waits for a place (S4 of `runners.ts`). */
export class Places {
  private readonly options: PlacesOptions
  /** How many take a place: in all, and of each workflow that has any. */
  private active = 0
  private readonly activeOf = new Map<string, number>()
  private readonly queue: Work[] = []
  /** What waits because its workflow has as many executions as it may, by workflow. */
  private readonly lines = new Map<string, Work[]>()

  constructor(options: PlacesOptions) {
    this.options = options
  }

  get waiting(): number {
    return [...this.lines.values()].reduce((sum, line) => sum + line.length, this.queue.length)
  }

  hasOneFor(work: Work): boolean {
    return this.active < this.options.limit && !this.isFull(work)
  }

  /** Whether its workflow has as many executions as it may. Those that a person watches are not held up. */
  private isFull({ workflow, message }: Work): boolean {
    if (message.do === 'start' && isByHand(message.job)) return false
    const limit = this.options.limitOf?.(workflow)
    return limit !== undefined && (this.activeOf.get(workflow) ?? 0) >= limit
  }

  take(work: Work): void {
    this.count(work, 1)
  }

  giveUp(work: Work): void {
    this.count(work, -1)
  }

  private count({ workflow }: Work, by: 1 | -1): void {
    this.active += by
    const ofWorkflow = (this.activeOf.get(workflow) ?? 0) + by
    if (ofWorkflow <= 0) this.activeOf.delete(workflow)
    else this.activeOf.set(workflow, ofWorkflow)
  }

  /** Puts work in line. */
  enqueue(work: Work): void {
    if (!this.isFull(work)) {
      this.queue.push(work)
      return
    }
    const line = this.lines.get(work.workflow)
    if (line === undefined) this.lines.set(work.workflow, [work])
    else line.push(work)
  }

  /** A workflow has fewer executions than before: the first of its line waits with the others. */
  moveUp(workflow: string): void {
    const line = this.lines.get(workflow)
    const [first] = line ?? []
    if (line === undefined || first === undefined || this.isFull(first)) return
    line.shift()
    if (line.length === 0) this.lines.delete(workflow)
    this.queue.unshift(first)
  }

  /** Takes whoever is next out of the line, as long as there is a place. */
  next(): Work | undefined {
    while (this.active < this.options.limit) {
      const work = this.queue.shift()
      if (work === undefined) return undefined
      if (!this.isFull(work)) return work
      this.enqueue(work)
    }
    return undefined
  }

  /** Takes an execution out of the line it is in. */
  remove(execution: string): Work | undefined {
    for (const list of [this.queue, ...this.lines.values()]) {
      const place = list.findIndex((work) => work.execution === execution)
      if (place >= 0) return list.splice(place, 1)[0]
    }
    return undefined
  }

  /** Takes all out of their lines. */
  drain(): readonly Work[] {
    const all = [...this.queue.splice(0), ...[...this.lines.values()].flat()]
    this.lines.clear()
    return all
  }
}
