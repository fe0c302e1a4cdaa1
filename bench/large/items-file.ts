import { closeSync, openSync, writeSync } from 'node:fs'

const words = 'ada lovelace wrote the first program for a machine that was never built and knew what it would do'.split(
  ' ',
)

/** A file of JSON Lines: items of about 1 kB, no two alike. */
export function writeItems(path: string, count: number): void {
  const file = openSync(path, 'w')
  try {
    let lines: string[] = []
    for (let n = 0; n < count; n++) {
      lines.push(`${JSON.stringify(itemAt(n))}\n`)
      if (lines.length < 1000 && n < count - 1) continue
      writeSync(file, lines.join(''))
      lines = []
    }
  } finally {
    closeSync(file)
  }
}

function itemAt(n: number): object {
  // A generator of numbers, so that the file is the same every time.
  let state = n * 2_654_435_761 + 1
  const next = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % below
  }
  const text = Array.from({ length: 140 }, () => words[next(words.length)]).join(' ')
  const codes = Array.from({ length: 12 }, () => next(1e9))
  return { n, name: `item ${n}`, price: 1 + next(1700) / 100, qty: 1 + next(9), codes, text }
}
