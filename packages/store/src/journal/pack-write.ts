import type { ExecutionStatus, ListPiece, NewExecution } from '@millrace/engine'
import { isJsonObject, type JsonObject } from '../json.ts'
import type { EncodedEnd, EncodedEvent, EncodedOnce, EncodedSegment, EncodedWrite } from './encode.ts'

/**
 * A write as bytes. A runner packs its writes, and who owns the database unpacks them: in between nobody looks into
 * them, and nothing is copied but bytes.
 *
 * How many bytes its text takes and how many characters of that its head (two numbers), the text, the bytes. The head
 * is JSON and tells how long everything behind it is; the text goes on with events and items, in their order; the
 * bytes are those of pieces and segments.
 */
export function packWrite(write: EncodedWrite): Uint8Array {
  const data: Uint8Array[] = write.pieces.map((piece) => piece.data)
  for (const { segments } of write.events) for (const segment of segments ?? NONE) data.push(segment.data)
  const head = JSON.stringify(headOf(write))
  const text = write.events.reduce((all, { event, items }) => all + event + (items ?? ''), head)
  const textBytes = Buffer.byteLength(text)
  const packed = Buffer.allocUnsafe(data.reduce((sum, { length }) => sum + length, PREFIX + textBytes))
  packed.writeUInt32LE(textBytes, 0)
  packed.writeUInt32LE(head.length, 4)
  packed.write(text, PREFIX)
  let at = PREFIX + textBytes
  for (const piece of data) {
    packed.set(piece, at)
    at += piece.length
  }
  return packed
}

const PREFIX = 8
const NONE: readonly EncodedSegment[] = []

/** Lengths are in characters where there is text, and in bytes where there are bytes. */
type PackedSegment = readonly [output: number, start: number, count: number, packing: number, length: number]
type PackedPiece = readonly [list: number, start: number, count: number, length: number]
type PackedEvent = readonly [
  seq: number,
  type: EncodedEvent['type'],
  node: string | null,
  run: number | null,
  event: number,
  items: number | null,
  segments: readonly PackedSegment[] | null,
]

/** What is left out has none. */
interface Head extends Pick<EncodedWrite, 'execution' | 'fence' | 'status' | 'getsOn' | 'bytes'> {
  readonly events: readonly PackedEvent[]
  readonly create?: NewExecution
  readonly ended?: EncodedEnd
  readonly wakeAt?: number | null | undefined
  readonly resume?: string | null | undefined
  readonly answered?: EncodedWrite['answered']
  readonly causes?: EncodedWrite['causes']
  readonly once?: EncodedOnce
  readonly answer?: string
  readonly pieces?: readonly PackedPiece[]
  readonly lists?: readonly number[]
}

function headOf(write: EncodedWrite): Head {
  const { execution, fence, status, getsOn, bytes, create, ended, wakeAt, resume, answered, causes } = write
  const { once, answer, events, pieces, lists } = write
  return {
    execution,
    fence,
    status,
    getsOn,
    bytes,
    events: events.map(packEvent),
    ...(create !== null && { create }),
    ...(ended !== null && { ended }),
    wakeAt,
    resume,
    ...(answered.length > 0 && { answered }),
    ...(causes.length > 0 && { causes }),
    ...(once !== null && { once }),
    ...(answer !== null && { answer }),
    ...(pieces.length > 0 && { pieces: pieces.map(packPiece) }),
    ...(lists !== null && { lists }),
  }
}

function packPiece({ list, start, count, data }: ListPiece): PackedPiece {
  return [list, start, count, data.length]
}

function packEvent({ seq, type, node, run, event, items, segments }: EncodedEvent): PackedEvent {
  return [seq, type, node, run, event.length, items?.length ?? null, segments?.map(packSegment) ?? null]
}

function packSegment({ output, start, count, packing, data }: EncodedSegment): PackedSegment {
  return [output, start, count, packing, data.length]
}

/** @throws TypeError for bytes that are no packed write */
export function unpackWrite(packed: Uint8Array): EncodedWrite {
  if (packed.length < PREFIX) throw damaged()
  const buffer = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength)
  const textEnd = PREFIX + buffer.readUInt32LE(0)
  const headLength = buffer.readUInt32LE(4)
  if (textEnd > packed.length) throw damaged()
  const text = buffer.toString('utf8', PREFIX, textEnd)
  const head: unknown = JSON.parse(text.slice(0, headLength))
  if (!isHead(head)) throw damaged()
  const rest = new Rest(text, headLength, packed, textEnd)
  const pieces = (head.pieces ?? []).map(([list, start, count, length]) => ({
    list,
    start,
    count,
    data: rest.bytes(length),
  }))
  const events = head.events.map((event) => unpackEvent(event, rest))
  rest.mustBeOver()
  const { execution, fence, status, getsOn, bytes, create, ended, wakeAt, resume, answered, causes } = head
  const { once, answer, lists } = head
  return {
    execution,
    fence,
    status,
    getsOn,
    bytes,
    create: create ?? null,
    events,
    wakeAt,
    resume,
    ended: ended ?? null,
    answered: answered ?? [],
    causes: causes ?? [],
    once: once ?? null,
    answer: answer ?? null,
    pieces,
    lists: lists ?? null,
  }
}

function unpackEvent([seq, type, node, run, event, items, segments]: PackedEvent, rest: Rest): EncodedEvent {
  return {
    seq,
    type,
    node,
    run,
    event: rest.text(event),
    items: items === null ? null : rest.text(items),
    segments: segments?.map((segment) => unpackSegment(segment, rest)) ?? null,
  }
}

function unpackSegment([output, start, count, packing, length]: PackedSegment, rest: Rest): EncodedSegment {
  return { output, start, count, packing, data: rest.bytes(length) }
}

/** What has not been taken yet of the text and the bytes. */
class Rest {
  private readonly allText: string
  private readonly allBytes: Uint8Array
  private inText: number
  private inBytes: number

  constructor(text: string, fromText: number, bytes: Uint8Array, fromBytes: number) {
    this.allText = text
    this.inText = fromText
    this.allBytes = bytes
    this.inBytes = fromBytes
  }

  text(length: number): string {
    const from = this.inText
    this.inText += length
    if (!(length >= 0) || this.inText > this.allText.length) throw damaged()
    return this.allText.slice(from, this.inText)
  }

  bytes(length: number): Uint8Array {
    const from = this.inBytes
    this.inBytes += length
    if (!(length >= 0) || this.inBytes > this.allBytes.length) throw damaged()
    return this.allBytes.subarray(from, this.inBytes)
  }

  mustBeOver(): void {
    if (this.inText !== this.allText.length || this.inBytes !== this.allBytes.length) throw damaged()
  }
}

function damaged(): TypeError {
  return new TypeError('A runner sent something other than a packed write.')
}

function isHead(value: unknown): value is Head {
  return (
    isJsonObject(value) &&
    isText(value['execution']) &&
    isNumber(value['fence']) &&
    isStatus(value['status']) &&
    typeof value['getsOn'] === 'boolean' &&
    isNumber(value['bytes']) &&
    isListOf(value['events'], isPackedEvent) &&
    isMissingOr(value['create'], isNewExecution) &&
    isMissingOr(value['ended'], isEnd) &&
    isMissingOr(value['wakeAt'], isNumberOrNull) &&
    isMissingOr(value['resume'], isTextOrNull) &&
    isMissingOr(value['answered'], isListOfAnswered) &&
    isMissingOr(value['causes'], isListOfCauses) &&
    isMissingOr(value['once'], isOnce) &&
    isMissingOr(value['answer'], isText) &&
    isMissingOr(value['pieces'], isListOfPieces) &&
    isMissingOr(value['lists'], isListOfNumbers)
  )
}

type Is = (value: unknown) => boolean

function isMissingOr(value: unknown, is: Is): boolean {
  return value === undefined || is(value)
}

function isListOf(value: unknown, is: Is): boolean {
  return Array.isArray(value) && value.every((entry) => is(entry))
}

const isText: Is = (value) => typeof value === 'string'
const isNumber: Is = (value) => typeof value === 'number'
const isTextOrNull: Is = (value) => value === null || typeof value === 'string'
const isNumberOrNull: Is = (value) => value === null || typeof value === 'number'
const isListOfNumbers: Is = (value) => isListOf(value, isNumber)
const isListOfAnswered: Is = (value) => isListOf(value, isAnswered)
const isListOfCauses: Is = (value) => isListOf(value, isCause)
const isListOfPieces: Is = (value) => isListOf(value, isPiece)

const isAnswered: Is = (value) => Array.isArray(value) && isText(value[0]) && isNumber(value[1])
const isPiece: Is = (value) => isListOfNumbers(value) && Array.isArray(value) && value.length === 4
const isSegment: Is = (value) => isListOfNumbers(value) && Array.isArray(value) && value.length === 5

const STATUSES: ReadonlySet<unknown> = new Set<ExecutionStatus>([
  'new',
  'running',
  'waiting',
  'success',
  'error',
  'canceled',
  'crashed',
  'unknown',
])
const isStatus: Is = (value) => STATUSES.has(value)

const isPackedEvent: Is = (value) =>
  Array.isArray(value) &&
  isNumber(value[0]) &&
  isText(value[1]) &&
  isTextOrNull(value[2]) &&
  isNumberOrNull(value[3]) &&
  isNumber(value[4]) &&
  isNumberOrNull(value[5]) &&
  (value[6] === null || isListOf(value[6], isSegment))

const isNewExecution: Is = (value) =>
  isJsonObject(value) &&
  hasTexts(value, ['workflow', 'workflowName', 'version', 'mode']) &&
  isNumber(value['startedAt']) &&
  isJsonObject(value['keep']) &&
  typeof value['keep']['success'] === 'boolean' &&
  typeof value['keep']['error'] === 'boolean'

const isEnd: Is = (value) =>
  isJsonObject(value) &&
  isNumber(value['at']) &&
  isTextOrNull(value['lastNode']) &&
  isTextOrNull(value['error']) &&
  isTextOrNull(value['customData'])

const isOnce: Is = (value) => isJsonObject(value) && hasTexts(value, ['node', 'key']) && isTextOrNull(value['answer'])

const isCause: Is = (value) => {
  if (!isJsonObject(value)) return false
  switch (value['do']) {
    case 'start':
      return hasTexts(value, ['execution', 'job']) && isNumber(value['at'])
    case 'wake':
      return hasTexts(value, ['execution', 'node', 'result']) && isNumber(value['run']) && isNumber(value['call'])
    case 'drop':
      return hasTexts(value, ['execution'])
    case 'staticData':
      return hasTexts(value, ['workflow', 'data'])
    default:
      return false
  }
}

function hasTexts(value: JsonObject, names: readonly string[]): boolean {
  return names.every((name) => typeof value[name] === 'string')
}
