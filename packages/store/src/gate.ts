/**
 * One at a time, in the order of arrival. The write connection is shared by the journal and by transactions of
 * many statements; whoever holds the gate has it alone.
 */
export interface Gate {
  /** Resolves with the function that lets the next one in. */
  enter(): Promise<() => void>
  /** How many have asked for it so far. */
  readonly asked: number
}

export function createGate(): Gate {
  let last: Promise<void> = Promise.resolve()
  let asked = 0
  return {
    get asked() {
      return asked
    },
    async enter() {
      asked += 1
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

/** Holds a gate for many at once, as long as nobody else has asked for it meanwhile: then those who come later wait. */
export function holdTogether(gate: Gate): Pick<Gate, 'enter'> {
  let hold: { readonly entered: Promise<() => void>; readonly ticket: number; count: number } | undefined
  return {
    async enter() {
      if (hold === undefined || hold.count === 0 || hold.ticket !== gate.asked) {
        const entered = gate.enter()
        hold = { entered, ticket: gate.asked, count: 0 }
      }
      const mine = hold
      mine.count += 1
      const leave = await mine.entered
      return () => {
        mine.count -= 1
        if (mine.count === 0) leave()
      }
    },
  }
}
