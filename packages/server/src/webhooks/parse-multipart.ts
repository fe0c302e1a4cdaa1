/**
 * Splits a `multipart/form-data` body into its parts as it arrives: what a part holds is handed on at once, so that a
 * large upload is never whole in memory. Only this parser makes uploads: no field of any other kind of body can look
 * like one.
 */
import { refusals } from './webhook-problem.ts'

/** What the headers of a part say of it. */
export interface PartHead {
  readonly name: string
  readonly fileName?: string
  readonly type?: string
}

/** Takes the bytes of one part. */
export interface PartTaker {
  take(bytes: Buffer): Promise<void>
  end(): Promise<void>
}

const MAX_PARTS = 1000
const MAX_HEADER = 16_384

const crlf = Buffer.from('\r\n')
const headEnd = Buffer.from('\r\n\r\n')

/**
 * Reads a body to its end; `open` is asked who takes a part. A part without a name is nobody's.
 * @throws HookRefusal 422 when the body is damaged, 413 when it has too many parts
 */
export async function parseMultipart(
  body: AsyncIterable<Buffer>,
  boundary: string,
  open: (head: PartHead) => PartTaker,
): Promise<void> {
  const source = new Source(body)
  try {
    await parseParts(source, Buffer.from(`--${boundary}`), open)
  } finally {
    await source.end()
  }
}

async function parseParts(source: Source, mark: Buffer, open: (head: PartHead) => PartTaker): Promise<void> {
  const between = Buffer.concat([crlf, mark])
  if (!(await source.passTo(mark))) throw refusals.badBody('The body does not begin with its boundary.')
  for (let parts = 0; (await source.read(2)).toString('latin1') !== '--'; parts++) {
    if (parts === MAX_PARTS) throw refusals.tooManyParts()
    const head = readHead(await readHeaders(source))
    const taker = head === undefined ? nobody : open(head)
    // A part that holds nothing may end with the break that ended its headers.
    const isEnded = (await source.skip(mark)) || (await source.passTo(between, taker))
    if (!isEnded) throw refusals.badBody('The last part does not end.')
    await taker.end()
  }
  await source.drain()
}

const nobody: PartTaker = { take: () => Promise.resolve(), end: () => Promise.resolve() }

async function readHeaders(source: Source): Promise<string> {
  // Behind the boundary stands a line break, and before it perhaps blanks; the headers may be none.
  const end = await source.find(headEnd, MAX_HEADER)
  const start = end === -1 ? -1 : source.bytes.indexOf(crlf)
  if (start === -1) throw refusals.badBody('The headers of a part are damaged.')
  const text = source.bytes.toString('utf8', start + crlf.length, end)
  source.bytes = source.bytes.subarray(end + headEnd.length)
  return text
}

/** A body that arrives in chunks, read forward. */
class Source {
  /** What has arrived and was not read yet. */
  bytes: Buffer = Buffer.alloc(0)
  readonly #chunks: AsyncIterator<Buffer>

  constructor(body: AsyncIterable<Buffer>) {
    this.#chunks = body[Symbol.asyncIterator]()
  }

  async #more(): Promise<boolean> {
    const next = await this.#chunks.next()
    if (next.done === true) return false
    this.bytes = this.bytes.length === 0 ? next.value : Buffer.concat([this.bytes, next.value])
    return true
  }

  /** The next bytes without going past them; fewer at the end. */
  async read(count: number): Promise<Buffer> {
    while (this.bytes.length < count && (await this.#more()));
    return this.bytes.subarray(0, count)
  }

  /** Reads past something that comes next; false where something else does. */
  async skip(wanted: Buffer): Promise<boolean> {
    const isNext = (await this.read(wanted.length)).equals(wanted)
    if (isNext) this.bytes = this.bytes.subarray(wanted.length)
    return isNext
  }

  /** Where something stands, at most so far away; -1 where it does not. */
  async find(wanted: Buffer, limit: number): Promise<number> {
    for (let from = 0; ;) {
      const at = this.bytes.indexOf(wanted, from)
      if (at !== -1 && at <= limit) return at
      if (at !== -1 || this.bytes.length > limit + wanted.length) return -1
      from = Math.max(0, this.bytes.length - wanted.length)
      if (!(await this.#more())) return -1
    }
  }

  /** Reads past something, and hands on what stands before it; false when it does not come. */
  async passTo(wanted: Buffer, taker: PartTaker = nobody): Promise<boolean> {
    for (;;) {
      const at = this.bytes.indexOf(wanted)
      const end = at === -1 ? Math.max(0, this.bytes.length - wanted.length) : at
      if (end > 0) await taker.take(this.bytes.subarray(0, end))
      this.bytes = this.bytes.subarray(at === -1 ? end : at + wanted.length)
      if (at !== -1) return true
      if (!(await this.#more())) return false
    }
  }

  /** Nobody reads on. */
  async end(): Promise<void> {
    await this.#chunks.return?.()
  }

  /** Whatever follows the last boundary means nothing. */
  async drain(): Promise<void> {
    while (!(await this.#chunks.next()).done);
  }
}

function readHead(head: string): PartHead | undefined {
  let disposition = ''
  let type: string | undefined
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':')
    const header = line.slice(0, colon).toLowerCase()
    if (header === 'content-disposition') disposition = line.slice(colon + 1)
    else if (header === 'content-type') type = line.slice(colon + 1).trim()
  }
  const name = parameter(disposition, 'name')
  if (name === undefined) return undefined
  const fileName = extendedParameter(disposition, 'filename') ?? parameter(disposition, 'filename')
  return {
    name,
    ...(fileName === undefined ? {} : { fileName: baseName(fileName) }),
    ...(type === undefined ? {} : { type }),
  }
}

function parameter(header: string, name: string): string | undefined {
  const quoted = new RegExp(`;\\s*${name}="((?:[^"\\\\]|\\\\.)*)"`, 'i').exec(header)
  if (quoted) return (quoted[1] ?? '').replace(/\\(["\\])/g, '$1').replaceAll('%22', '"')
  return new RegExp(`;\\s*${name}=([^;\\s"]+)`, 'i').exec(header)?.[1]
}

/** `filename*=UTF-8''na%C3%AFve.txt` */
function extendedParameter(header: string, name: string): string | undefined {
  const value = new RegExp(`;\\s*${name}\\*=utf-8'[^']*'([^;\\s]+)`, 'i').exec(header)?.[1]
  if (value === undefined) return undefined
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** Some callers send a whole path; the name is its last piece. */
function baseName(fileName: string): string {
  return fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1)
}
