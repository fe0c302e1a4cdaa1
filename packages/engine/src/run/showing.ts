/**
 * When what has happened is handed over to be shown and kept, where nothing asks for it: a run of quick steps is one
 * write, and a run that takes its time is seen while it does. What is at work is told under the same rule.
 */
import type { LiveMessage } from '../ports.ts'

export type StartMessage = Extract<LiveMessage, { type: 'nodeStarted' }>

export interface ShowingOptions {
  readonly hand: () => void
  readonly tell: (message: StartMessage) => void
  /** Somebody waits to hear that the execution began. */
  readonly isAwaited: boolean
  /** Somebody most likely looks on, and is told at once what begins. */
  readonly isWatched: boolean
}

export class Showing {
  private readonly options: ShowingOptions
  /** Whether anything of the run was handed over yet. */
  private shown = false
  /** Nodes at work of which nobody was told. */
  private untold: StartMessage[] = []
  private soon: NodeJS.Immediate | undefined
  private timer: NodeJS.Timeout | undefined

  constructor(options: ShowingOptions) {
    this.options = options
  }

  /** The beginning was shown by whoever ran the execution before. */
  wasShown(): void {
    this.shown = true
  }

  /** A node is at work that takes time. */
  starts(message: StartMessage): void {
    if (this.options.isWatched) return this.options.tell(message)
    this.untold.push(message)
    this.later()
  }

  /** A node is no longer at work. */
  ended(node: string, run: number): void {
    if (this.untold.length === 0) return
    this.untold = this.untold.filter((message) => message.node !== node || message.run !== run)
  }

  /**
   * A step takes time. Most settle before anything else is due in this process; whoever waits to hear that the
   * execution began, or for its answer, waits for none of the others.
   */
  waits(answerIsDue: boolean): void {
    const { isAwaited, isWatched } = this.options
    if (answerIsDue || (!this.shown && (isAwaited || isWatched))) this.soon ??= setImmediate(() => this.now())
    else this.later()
  }

  private later(): void {
    this.timer ??= setTimeout(() => this.now(), SHOW_AFTER)
  }

  now(): void {
    this.shown = true
    this.clear()
    const { untold } = this
    this.untold = []
    this.options.hand()
    for (const message of untold) this.options.tell(message)
  }

  clear(): void {
    clearImmediate(this.soon)
    clearTimeout(this.timer)
    this.soon = undefined
    this.timer = undefined
  }
}

/** Milliseconds after which what is busy is shown and kept. */
const SHOW_AFTER = 25
