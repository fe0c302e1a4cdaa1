/** Typed arrays, `ArrayBuffer` and `DataView`. What a list can do, they do by way of a list of their numbers. */
import { isPrimitive, toInteger, toNumber } from '../run/convert.ts'
import { isTypedArray, toList } from '../run/iterate.ts'
import { Raised, typeError } from '../run/raised.ts'
import type { Runtime } from '../run/runtime.ts'
import { Native } from '../values/callable.ts'
import { arrayMembers, sortList } from './array.ts'
import { arrayFrom } from './array-from.ts'
import { members, type Method, type MethodTable } from './members.ts'

type Bytes = Uint8Array
type TypedClass = new (length: number) => object

const TYPED = new Map<string, TypedClass>([
  ['Int8Array', Int8Array],
  ['Uint8Array', Uint8Array],
  ['Uint8ClampedArray', Uint8ClampedArray],
  ['Int16Array', Int16Array],
  ['Uint16Array', Uint16Array],
  ['Int32Array', Int32Array],
  ['Uint32Array', Uint32Array],
  ['Float32Array', Float32Array],
  ['Float64Array', Float64Array],
  ['BigInt64Array', BigInt64Array],
  ['BigUint64Array', BigUint64Array],
])

/** Puts numbers into a typed array; each is converted as the array's kind wants it. */
function fill(rt: Runtime, target: object, list: readonly unknown[]): void {
  list.forEach((value, i) => Reflect.set(target, i, typeof value === 'bigint' ? value : toNumber(rt, value)))
}

function typedFrom(rt: Runtime, type: TypedClass, list: readonly unknown[]): object {
  rt.list(list.length)
  const made = new type(list.length)
  fill(rt, made, list)
  return made
}

function likeness(self: Bytes): TypedClass {
  return TYPED.get(self[Symbol.toStringTag]) ?? Uint8Array
}

/** What the list of the numbers answers. */
function answered(name: string): Method<Bytes> {
  return (rt, self, args) => needMethod(name)(rt, numbersOf(rt, self), args)
}

/** What the list of the numbers answers, as an array of the same kind. */
function converted(name: string): Method<Bytes> {
  return (rt, self, args) => {
    const made = needMethod(name)(rt, numbersOf(rt, self), args)
    return typedFrom(rt, likeness(self), toList(rt, made))
  }
}

/** What changes the list of the numbers, written back. */
function changed(name: string): Method<Bytes> {
  return (rt, self, args) => {
    const list = numbersOf(rt, self)
    needMethod(name)(rt, list, args)
    fill(rt, self, list)
    return self
  }
}

function needMethod(name: string): Method<unknown> {
  const method = arrayMembers.methods.get(name)
  if (method === undefined) throw typeError(`${name} is not a function`)
  return method
}

function numbersOf(rt: Runtime, self: unknown): unknown[] {
  if (!isTypedArray(self)) throw typeError('this is not a typed array.')
  return toList(rt, self)
}

/** Numbers in their own order; a list would sort them as texts. */
function sorted(rt: Runtime, self: Bytes, by: unknown): unknown[] {
  const list = numbersOf(rt, self)
  return by === undefined ? list.sort((a, b) => Number(a) - Number(b)) : sortList(rt, list, by)
}

const READS = ['getInt8', 'getUint8', 'getInt16', 'getUint16', 'getInt32', 'getUint32'] as const
const READ_MORE = ['getFloat32', 'getFloat64', 'getBigInt64', 'getBigUint64'] as const
const WRITES = ['setInt8', 'setUint8', 'setInt16', 'setUint16', 'setInt32', 'setUint32'] as const
const WRITE_MORE = ['setFloat32', 'setFloat64'] as const

const viewMethods: MethodTable<Bytes> = Object.fromEntries([
  ...[...READS, ...READ_MORE].map((name): [string, Method<Bytes>] => [
    name,
    (rt, self, [at, little]) => view(self)[name](toInteger(rt, at), Boolean(little)),
  ]),
  ...[...WRITES, ...WRITE_MORE].map((name): [string, Method<Bytes>] => [
    name,
    (rt, self, [at, value, little]) => view(self)[name](toInteger(rt, at), toNumber(rt, value), Boolean(little)),
  ]),
])

const ANSWERED =
  'at entries every find findIndex findLast findLastIndex forEach includes indexOf join keys lastIndexOf reduce reduceRight some toLocaleString toString values'
const CONVERTED = 'filter map slice toReversed with'
const CHANGED = 'copyWithin fill reverse'

function byName(names: string, make: (name: string) => Method<Bytes>): MethodTable<Bytes> {
  return Object.fromEntries(names.split(' ').map((name) => [name, make(name)]))
}

export const binaryMembers = members<Bytes>(
  {
    ...byName(ANSWERED, answered),
    ...byName(CONVERTED, converted),
    ...byName(CHANGED, changed),
    slice: (rt, self, args) => cut(rt, self, args),
    subarray: converted('slice'),
    toSorted: (rt, self, [by]) => typedFrom(rt, likeness(self), sorted(rt, self, by)),
    sort: (rt, self, [by]) => {
      fill(rt, self, sorted(rt, self, by))
      return self
    },
    set: (rt, self, [values, offset]) => {
      const list = arrayFrom(rt, [values])
      const at = toInteger(rt, offset)
      if (at < 0 || at + list.length > numbersOf(rt, self).length)
        throw Raised.error('RangeError', 'offset is out of bounds')
      list.forEach((value, i) => Reflect.set(self, at + i, typeof value === 'bigint' ? value : toNumber(rt, value)))
    },
    ...viewMethods,
  },
  {
    length: (_, self) => (isTypedArray(self) ? self.length : undefined),
    byteLength: (_, self) => self.byteLength,
    byteOffset: (_, self) => (ArrayBuffer.isView(self) ? self.byteOffset : undefined),
    buffer: (_, self) => (ArrayBuffer.isView(self) ? self.buffer : undefined),
    BYTES_PER_ELEMENT: (_, self) => (isTypedArray(self) ? self.BYTES_PER_ELEMENT : undefined),
  },
)

function cut(rt: Runtime, self: unknown, args: readonly unknown[]): unknown {
  if (isTypedArray(self)) return converted('slice')(rt, self, args)
  if (!(self instanceof ArrayBuffer)) throw typeError('slice is not a function')
  rt.list(self.byteLength >> 3)
  return self.slice(toInteger(rt, args[0]), args[1] === undefined ? undefined : toInteger(rt, args[1]))
}

function view(value: unknown): DataView {
  if (value instanceof DataView) return value
  throw typeError('Not a DataView')
}

/** A length as constructors take it. */
function lengthOf(rt: Runtime, value: unknown): number {
  const length = toInteger(rt, value)
  if (length < 0 || length > Number.MAX_SAFE_INTEGER) throw Raised.error('RangeError', 'Invalid typed array length')
  rt.list(length)
  return length
}

function construct(rt: Runtime, type: TypedClass, [given]: readonly unknown[]): object {
  if (isPrimitive(given)) return new type(lengthOf(rt, given))
  if (given instanceof ArrayBuffer) return typedFrom(rt, type, toList(rt, new Uint8Array(given)))
  return typedFrom(rt, type, arrayFrom(rt, [given]))
}

/** Constructors of typed arrays, `ArrayBuffer` and `DataView`. */
export const binaryTypes: ReadonlyMap<string, Native> = new Map([
  ...[...TYPED].map(([name, type]): [string, Native] => [
    name,
    new Native(name, {
      call: () => {
        throw typeError(`Constructor ${name} requires 'new'`)
      },
      construct: (rt, args) => construct(rt, type, args),
      owns: (value) => value instanceof type,
      statics: new Map<string, unknown>([
        ['from', new Native('from', { call: (rt, _, args) => typedFrom(rt, type, arrayFrom(rt, args)) })],
        ['of', new Native('of', { call: (rt, _, args) => typedFrom(rt, type, args) })],
        ['BYTES_PER_ELEMENT', Reflect.get(type, 'BYTES_PER_ELEMENT')],
      ]),
    }),
  ]),
  [
    'ArrayBuffer',
    new Native('ArrayBuffer', {
      call: () => {
        throw typeError("Constructor ArrayBuffer requires 'new'")
      },
      construct: (rt, [length]) => new ArrayBuffer(lengthOf(rt, length)),
      owns: (value) => value instanceof ArrayBuffer,
      statics: new Map([['isView', new Native('isView', { call: (_, __, [value]) => ArrayBuffer.isView(value) })]]),
    }),
  ],
  [
    'DataView',
    new Native('DataView', {
      construct: (_, [buffer]) => {
        if (buffer instanceof ArrayBuffer) return new DataView(buffer)
        throw typeError('First argument to DataView constructor must be an ArrayBuffer')
      },
      owns: (value) => value instanceof DataView,
    }),
  ],
])
