/**
 * What the form address of an execution shows when it has ended. It is in the journal; where no data of the execution
 * are kept, the latest are remembered, long enough for a visitor to see the end.
 */
import type { Ending, RunEnd } from '@millrace/engine'
import { type Store, systemPrincipal } from '@millrace/store'
import type { HookOwner } from './live-hook.ts'

export interface EndedForm extends HookOwner {
  readonly manual: boolean
  readonly ending: Ending
}

const REMEMBERED = 1000
const system = systemPrincipal('endings')

export class Endings {
  readonly #executions: Pick<Store['executions'], 'get' | 'events'>
  /** Null: it ended without a page of its own. */
  readonly #known = new Map<string, EndedForm | null>()

  constructor(executions: Pick<Store['executions'], 'get' | 'events'>) {
    this.#executions = executions
  }

  /** Hears of an end; those that have no page are none of ours. */
  remember({ execution, ending }: RunEnd, { workflow, version, project }: HookOwner, manual: boolean): void {
    if (ending !== undefined) this.#keep(execution, { workflow, version, project, manual, ending })
  }

  /** What an ended execution shows; undefined where it shows nothing of its own. */
  async find(execution: string): Promise<EndedForm | undefined> {
    const known = this.#known.get(execution)
    if (known !== undefined) return known ?? undefined
    const found = await this.#read(execution)
    this.#keep(execution, found ?? null)
    return found
  }

  #keep(execution: string, ended: EndedForm | null): void {
    if (this.#known.size >= REMEMBERED) for (const oldest of this.#known.keys().take(1)) this.#known.delete(oldest)
    this.#known.set(execution, ended)
  }

  async #read(execution: string): Promise<EndedForm | undefined> {
    const summary = await this.#executions.get(system, execution)
    if (summary?.status !== 'success') return undefined
    const { workflow, version, project, mode } = summary
    let ending: Ending | undefined
    for (let after = -1; ;) {
      const page = await this.#executions.events(system, execution, after)
      for (const { event } of page) {
        if (event.type === 'nodeEnded' && event.ending !== undefined)
          ending = { node: event.node, answer: event.ending }
      }
      const last = page.at(-1)
      if (last === undefined) break
      after = last.seq
    }
    return ending && { workflow, version, project, manual: mode === 'manual', ending }
  }
}
