/**
 * One at a time, in the order of arrival. The write connection is shared by the journal and by transactions of
 * many statements; whoever holds the gate has it alone.
 */
export interface Gate {
  /** Resolves with the function that lets the next one in. */
  enter(): Promise<() => void>
}

export function createGate(): Gate {
  let last: Promise<void> = Promise.resolve()
  return {
    async enter() {
      const before = last
      let leave = (): void => {}
      last = new Promise((resolve) => {
        leave = resolve
      })
      await before
      return leave
    },
  }
}
