/**
 * When what has happened is handed over to be shown and kept, where nothing asks for it: a run of quick steps is one
 * write, and a run that takes its time is seen while it does.
 */
export class Showing {
  private readonly hand: () => void
  /** Whether anything of the run was handed over yet. */
  private shown = false
  private soon: NodeJS.Immediate | undefined
  private timer: NodeJS.Timeout | undefined

  constructor(hand: () => void) {
    this.hand = hand
  }

  /** The beginning was shown by whoever ran the execution before. */
  wasShown(): void {
    this.shown = true
  }

  /**
   * A step takes time. Most settle before anything else is due in this process; whoever waits to hear that the
   * execution began, or for its answer, waits for none of the others.
   */
  waits(somebodyWaits: boolean): void {
    if (!this.shown || somebodyWaits) this.soon ??= setImmediate(() => this.now())
    else this.timer ??= setTimeout(() => this.now(), SHOW_AFTER)
  }

  now(): void {
    this.shown = true
    this.clear()
    this.hand()
  }

  clear(): void {
    clearImmediate(this.soon)
    clearTimeout(this.timer)
    this.soon = undefined
    this.timer = undefined
  }
}

/** Milliseconds after which events of a run that is still busy are shown and kept. */
const SHOW_AFTER = 25
