import { randomFillSync } from 'node:crypto'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const TIME = 9
const CHANCE = 16
/** Random bytes are taken from the system for so many ids at once: a call for each costs more than all the rest. */
const AHEAD = 256

/** Ids that sort by the time they were made: nine characters of it, then eighty random bits. */
export function idSource(now: () => number): () => string {
  const bytes = Buffer.allocUnsafeSlow(CHANCE * AHEAD)
  let used = bytes.length
  let at = -1
  let time = ''
  return () => {
    const moment = now()
    if (moment !== at) {
      at = moment
      time = inLetters(moment)
    }
    if (used === bytes.length) {
      randomFillSync(bytes)
      used = 0
    }
    let id = time
    for (const end = used + CHANCE; used < end; used++) id += ALPHABET[(bytes[used] ?? 0) & 31] ?? ''
    return id
  }
}

function inLetters(moment: number): string {
  let letters = ''
  for (let rest = moment, i = 0; i < TIME; i++, rest = Math.floor(rest / 32)) {
    letters = `${ALPHABET[rest % 32] ?? ''}${letters}`
  }
  return letters
}
