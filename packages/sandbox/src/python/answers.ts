/** Questions of Python that this process answers itself. */
import { search } from '@jmespath-community/jmespath'

/** The answer, in the form of callbacks: `V` and JSON, or `E` and an error; undefined for what others must answer. */
export function answerHere(name: string, args: string): string | undefined {
  if (name !== 'jmespath') return undefined
  try {
    const [data, expression] = JSON.parse(args)
    return `V${JSON.stringify(search(data, String(expression)) ?? null)}`
  } catch (error) {
    return `E${JSON.stringify({ message: error instanceof Error ? error.message : String(error) })}`
  }
}

const DAY = 86_400_000
/** Between these years changes of offset are looked for; before and after, the nearest is meant. */
const FIRST = Date.UTC(1970, 0, 1)
const LAST = Date.UTC(2100, 0, 1)
/** No zone changes its offset twice within so many days, as far as its changes matter here. */
const STEP = 14 * DAY

interface Period {
  /** Seconds since 1970. */
  readonly from: number
  /** Seconds east of Greenwich. */
  readonly offset: number
  readonly name: string
}

const known = new Map<string, string>()

/**
 * The data of a time zone in the form of the tz database (RFC 8536, version 2), base64, made of what the JavaScript
 * engine knows; empty for what is no zone.
 */
export function zoneData(name: string): string {
  let data = known.get(name)
  if (data === undefined) known.set(name, (data = makeZoneData(name)))
  return data
}

function makeZoneData(name: string): string {
  try {
    return tzFile(periodsOf(name)).toString('base64')
  } catch (error) {
    if (error instanceof RangeError) return ''
    throw error
  }
}

function periodsOf(zone: string): readonly Period[] {
  const offsets = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  const names = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'short' })
  const offsetAt = (at: number) => secondsOf(partOf(offsets, at))
  const period = (at: number): Period => ({ from: at / 1000, offset: offsetAt(at), name: partOf(names, at) })
  const periods = [period(FIRST)]
  for (let at = FIRST + STEP; at < LAST; at += STEP) {
    const before = periods.at(-1)?.offset
    if (offsetAt(at) === before) continue
    let [low, high] = [at - STEP, at]
    while (high - low > 1000) {
      const middle = Math.round((low + high) / 2000) * 1000
      if (offsetAt(middle) === before) low = middle
      else high = middle
    }
    periods.push(period(high))
  }
  return periods
}

function partOf(format: Intl.DateTimeFormat, at: number): string {
  return format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''
}

/** Seconds of `GMT+05:30`; `GMT` alone is none. */
function secondsOf(text: string): number {
  const [, sign, hours, minutes, seconds = '0'] = /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(text) ?? []
  if (hours === undefined) return 0
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds))
}

/** The file holds its data twice, of which readers of today take the second; the first is left empty. */
function tzFile(periods: readonly Period[]): Buffer {
  const kinds = [...new Map(periods.map(({ offset, name }) => [`${offset} ${name}`, { offset, name }])).values()]
  const kindOf = ({ offset, name }: Period) => kinds.findIndex((kind) => kind.offset === offset && kind.name === name)
  const names = Buffer.from(kinds.map(({ name }) => `${name}\0`).join(''))
  const changes = periods.slice(1)
  const standard = Math.min(...kinds.map(({ offset }) => offset))
  const body = [
    ...changes.map(({ from }) => int64(from)),
    Buffer.from(changes.map(kindOf)),
    ...kinds.map(({ offset, name }) => kindBytes(offset, offset > standard, names.indexOf(`${name}\0`))),
    names,
  ]
  const [first] = periods
  if (first !== undefined && kindOf(first) !== 0) throw new TypeError('The first period must be of the first kind.')
  return Buffer.concat([
    header(0, 1, 1),
    kindBytes(0, false, 0),
    Buffer.from('\0'),
    header(changes.length, kinds.length, names.length),
    ...body,
    Buffer.from('\n\n'),
  ])
}

function header(changes: number, kinds: number, characters: number): Buffer {
  const bytes = Buffer.alloc(44)
  bytes.write('TZif2')
  bytes.writeUInt32BE(changes, 32)
  bytes.writeUInt32BE(kinds, 36)
  bytes.writeUInt32BE(characters, 40)
  return bytes
}

function int64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(BigInt(value))
  return bytes
}

function kindBytes(offset: number, summer: boolean, name: number): Buffer {
  const bytes = Buffer.alloc(6)
  bytes.writeInt32BE(offset, 0)
  bytes.writeUInt8(summer ? 1 : 0, 4)
  bytes.writeUInt8(name, 5)
  return bytes
}
