/** Changes nodes of a document as careless people, scripts and language models do; the same for the same seed. */
import type { Json, JsonObject, Property } from '@millrace/sdk'
import { isJsonObject } from '@millrace/sdk'

const texts: readonly Json[] = [
  '',
  '0',
  ' ',
  'a.b.c',
  'x,y',
  'é✓',
  '[1',
  '{"a":1}',
  '__proto__',
  'constructor',
  '={{ null }}',
  '={{ undefined }}',
  '={{ [] }}',
  '={{ {} }}',
  '={{ 5 }}',
  '={{ -1 }}',
  '={{ true }}',
  '={{ $json }}',
  '={{ $json.nothing }}',
  '={{ new Date(0) }}',
  '={{ DateTime.now() }}',
  '={{ "a".repeat(5000) }}',
]
const numbers: readonly Json[] = [-1, 0, 1, 1.5, 1_000_000_000, null, '', '={{ null }}', '={{ "7" }}', '={{ "x" }}']
const flags: readonly Json[] = [true, false, 'true', '', '={{ null }}']
const groups: readonly Json[] = [null, [], {}, '', '={{ $json }}', '={{ null }}']

/** Items that few people think of. */
const lists: readonly (readonly JsonObject[])[] = [
  [{}],
  [{ a: null }],
  [{ a: [1, [2, { b: 3 }]], b: { c: { d: null } } }],
  [{ a: 1 }, { a: '1' }, { a: 1.5 }, {}, { a: null }, { a: '' }, { a: [] }],
  [{ a: 'x', b: 'y' }, { a: 'x' }, { b: 'y', a: { z: 1 } }],
  [{ a: '2024-01-01' }, { a: 'no date' }, { a: 0 }, { a: true }],
  [{ '': 1, ' ': 2, 'a.b': { c: 1 }, constructor: 3 }],
  [
    { a: '<b>x</b>', b: '{"c":1}' },
    { a: 5, b: 'no json' },
  ],
]

/** Parameters of a node, to be changed. */
export type Stored = Record<string, Json | undefined>

/** Numbers from 0 to 1 that look as if they were random (mulberry32, public domain, by Tommy Ettinger). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export class Careless {
  private readonly random: () => number

  constructor(random: () => number) {
    this.random = random
  }

  pick<T>(from: readonly T[]): T {
    const one = from[Math.floor(this.random() * from.length)]
    if (one === undefined) throw new Error('There is nothing to pick from.')
    return one
  }

  chance(share: number): boolean {
    return this.random() < share
  }

  /** Changes some parameters in place: what stands there, or what the form offers. */
  parameters(stored: Stored, properties: readonly Property[]): void {
    for (let times = 1 + Math.floor(this.random() * 3); times > 0; times--) {
      if (this.chance(0.5)) this.changeSomewhere(stored)
      else this.choose(stored, properties)
    }
  }

  /** The program of a Code node that makes strange items. */
  items(): string {
    return `return ${JSON.stringify(this.pick(lists).map((json) => ({ json })))}`
  }

  private changeSomewhere(stored: Stored): void {
    const places = placesIn(stored)
    if (places.length === 0) return
    const { holder, key } = this.pick(places)
    const value = holder[key]
    if (this.chance(0.2)) delete holder[key]
    else if (Array.isArray(value)) holder[key] = this.pick<Json>([[...value, ...value], value.slice(0, 1), []])
    else if (typeof value === 'object') holder[key] = this.pick(groups)
    else holder[key] = this.pick(typeof value === 'boolean' ? flags : typeof value === 'number' ? numbers : texts)
  }

  private choose(stored: Stored, properties: readonly Property[]): void {
    if (properties.length === 0) return
    const property = this.pick(properties)
    stored[property.name] = this.valueOf(property, stored[property.name])
  }

  private valueOf(property: Property, before: Json | undefined): Json {
    const options = optionsOf(property)
    const values = options.flatMap(({ value }) => (value === undefined ? [] : [value]))
    if (values.length > 0) return this.pick(values)
    if (property.type === 'boolean') return this.chance(0.5)
    if (property.type === 'number') return this.pick(numbers)
    const named = options.flatMap(({ name }) => (typeof name === 'string' ? [name] : []))
    if (named.length === 0) return this.pick(texts)
    const kept = isJsonObject(before) ? before : {}
    return { ...kept, ...Object.fromEntries([[this.pick(named), this.pick([...texts, ...numbers, ...flags])]]) }
  }
}

interface Place {
  readonly holder: Stored
  readonly key: string
}

/** Every member of an object and of what lies in it. */
function placesIn(value: unknown): readonly Place[] {
  if (typeof value !== 'object' || value === null) return []
  // A list's members are reached by their number.
  const holder = value as Stored
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesIn(holder[key])])
}

/** Choices, members or groups of a property, whichever it has. */
function optionsOf(property: Property): readonly { readonly value?: Json; readonly name?: Json }[] {
  const options: unknown = 'options' in property ? property.options : undefined
  return Array.isArray(options) ? options.filter(isJsonObject) : []
}
