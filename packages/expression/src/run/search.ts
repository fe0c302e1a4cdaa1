/**
 * Finding one text in another, in time that grows with the text alone.
 *
 * Engines look for a text by trying every place, which for `aa…a` and `aa…ba…a` takes as many steps as both are long,
 * multiplied, and cannot be interrupted. Small searches are theirs; the others go by the method of Knuth, Morris and
 * Pratt, which never looks at a character of the text twice.
 */
import type { Runtime } from './runtime.ts'

/** The most comparisons that a search of the engine may take: some milliseconds. */
const SMALL = 4_000_000

/** What is this short is always found by the engine. */
const SHORT = 16

function isSmall(text: number, wanted: number): boolean {
  return wanted <= SHORT || text * wanted <= SMALL
}

/** The first place at or after `from` where `wanted` stands; -1 when there is none. */
export function findText(rt: Runtime, text: string, wanted: string, from = 0): number {
  if (isSmall(text.length - from, wanted.length)) return text.indexOf(wanted, from)
  const start = Math.min(text.length, Math.max(0, from))
  return scan(
    rt,
    wanted.length,
    text.length - start,
    start,
    (i) => wanted.charCodeAt(i),
    (i) => text.charCodeAt(start + i),
  )
}

/** The last place at or before `from` where `wanted` stands; -1 when there is none. */
export function findLastText(rt: Runtime, text: string, wanted: string, from = Number.POSITIVE_INFINITY): number {
  if (isSmall(text.length, wanted.length)) return text.lastIndexOf(wanted, from)
  // The same search from the other end.
  const end = Math.min(text.length, Math.max(0, from) + wanted.length)
  const last = wanted.length - 1
  const place = scan(
    rt,
    wanted.length,
    end,
    0,
    (i) => wanted.charCodeAt(last - i),
    (i) => text.charCodeAt(end - 1 - i),
  )
  return place < 0 ? -1 : end - place - wanted.length
}

/** The parts between the places where `by` stands. */
export function splitText(rt: Runtime, text: string, by: string, most: number): string[] {
  if (isSmall(text.length, by.length)) return text.split(by, most)
  const parts: string[] = []
  let from = 0
  for (let at = findText(rt, text, by); at >= 0 && parts.length < most; at = findText(rt, text, by, from)) {
    parts.push(text.slice(from, at))
    from = at + by.length
  }
  if (parts.length < most) parts.push(text.slice(from))
  return parts
}

type Characters = (index: number) => number

function scan(rt: Runtime, wanted: number, length: number, start: number, of: Characters, at: Characters): number {
  rt.allocate(wanted * 4)
  rt.spend(wanted >> 4)
  const borders = bordersOf(wanted, of)
  let matched = 0
  for (let i = 0; i < length; i++) {
    if ((i & 4095) === 0) rt.spend(256)
    const c = at(i)
    while (matched > 0 && of(matched) !== c) matched = borders[matched - 1] ?? 0
    if (of(matched) === c) matched++
    if (matched === wanted) return start + i - wanted + 1
  }
  return -1
}

/** For each beginning of the wanted text, how much of it is its own end too. */
function bordersOf(wanted: number, of: Characters): Int32Array {
  const borders = new Int32Array(wanted)
  let matched = 0
  for (let i = 1; i < wanted; i++) {
    while (matched > 0 && of(matched) !== of(i)) matched = borders[matched - 1] ?? 0
    if (of(matched) === of(i)) matched++
    borders[i] = matched
  }
  return borders
}
