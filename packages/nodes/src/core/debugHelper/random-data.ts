/**
 * Made-up data for trying a workflow out. The same seed gives the same data. Addresses of hosts lie in the
 * names, and those of networks partly in the ranges, that are kept free for examples.
 */
import type { JsonObject } from '@millrace/sdk'

/** A source of numbers from 0 up to, not including, 1. */
export type Random = () => number

/** What an identifier of one's own is made of. */
export interface NanoidShape {
  readonly alphabet: string
  readonly length: number
}

export type RandomKind = keyof typeof makers

/** One made-up thing. */
export function randomData(kind: RandomKind, random: Random, nanoid: NanoidShape): JsonObject {
  return makers[kind](random, nanoid)
}

/** A source of numbers that a seed decides (mulberry32 over the seed's FNV-1a hash). */
export function seeded(seed: string): Random {
  let state = [...seed].reduce((hash, char) => Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16777619), 2166136261)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const makers = {
  address: (random) => ({
    firstname: one(firstNames, random),
    lastname: one(lastNames, random),
    street: `${whole(1, 199, random)} ${one(streets, random)}`,
    city: one(cities, random),
    zip: digits(5, random),
    state: one(states, random),
    country: one(countries, random),
  }),
  latLong: (random) => ({
    location: `${(random() * 180 - 90).toFixed(4)}, ${(random() * 360 - 180).toFixed(4)}`,
  }),
  creditCard: (random) => ({
    type: 'Visa',
    number: `4${digits(15, random)}`,
    ccv: digits(3, random),
    exp: `${String(whole(1, 12, random)).padStart(2, '0')}/${whole(30, 49, random)}`,
    holder_name: `${one(firstNames, random)} ${one(lastNames, random)}`,
  }),
  email: (random) => ({ email: email(one(firstNames, random), one(lastNames, random)), confirmed: random() < 0.5 }),
  ipv4: (random) => ({ ip: `198.51.100.${whole(1, 254, random)}` }),
  ipv6: (random) => ({ ipv6: ['2001', 'db8', ...times(6, () => hex(4, random))].join(':') }),
  macAddress: (random) => ({ mac: times(6, () => hex(2, random)).join(':') }),
  nanoid: (random, { alphabet, length }) => ({ nanoId: times(length, () => one([...alphabet], random)).join('') }),
  url: (random) => ({ url: `https://${one(lastNames, random).toLowerCase()}.example.com/` }),
  user: (random) => {
    const [firstname, lastname] = [one(firstNames, random), one(lastNames, random)]
    const password = times(12, () => one([...passwordLetters], random)).join('')
    return { uid: uuid(random), email: email(firstname, lastname), firstname, lastname, password }
  },
  uuid: (random) => ({ uuid: uuid(random) }),
  semver: (random) => ({ version: times(3, () => whole(0, 20, random)).join('.') }),
} satisfies Readonly<Record<string, (random: Random, nanoid: NanoidShape) => JsonObject>>

const passwordLetters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const firstNames = ['Ada', 'Alan', 'Barbara', 'Edsger', 'Grace', 'Hedy', 'Katherine', 'Niklaus', 'Radia', 'Tony']
const lastNames = [
  'Backus',
  'Dijkstra',
  'Hoare',
  'Hopper',
  'Johnson',
  'Lamarr',
  'Liskov',
  'Lovelace',
  'Turing',
  'Wirth',
]
const streets = ['Bridge Road', 'Canal Street', 'Mill Lane', 'River Walk', 'Sluice Street', 'Weir Avenue']
const cities = ['Brookfield', 'Clearwater', 'Ford', 'Millbrook', 'Riverton', 'Waterloo']
const states = ['Bavaria', 'Kent', 'Oregon', 'Ontario', 'Tyrol', 'Victoria']
const countries = ['Australia', 'Austria', 'Canada', 'Germany', 'United Kingdom', 'United States']

function one<T>(list: readonly T[], random: Random): T {
  const found = list[Math.floor(random() * list.length)]
  if (found === undefined) throw new RangeError('There is nothing to choose from.')
  return found
}

/** A whole number between two, both included. */
function whole(from: number, to: number, random: Random): number {
  return from + Math.floor(random() * (to - from + 1))
}

function times<T>(count: number, make: () => T): readonly T[] {
  return Array.from({ length: count }, make)
}

function digits(count: number, random: Random): string {
  return times(count, () => whole(0, 9, random)).join('')
}

function hex(count: number, random: Random): string {
  return times(count, () => whole(0, 15, random).toString(16)).join('')
}

function uuid(random: Random): string {
  const variant = one(['8', '9', 'a', 'b'], random)
  return `${hex(8, random)}-${hex(4, random)}-4${hex(3, random)}-${variant}${hex(3, random)}-${hex(12, random)}`
}

function email(first: string, last: string): string {
  return `${first}.${last}@example.com`.toLowerCase()
}
