/** JSON Lines: a JSON object on every line. https://jsonlines.org */
import { isJsonObject, type Item, type JsonObject, refuse } from '@millrace/sdk'

const lineFeed = 10
/** A line that is longer is most likely no line. */
const longest = 64 * 1024 * 1024

/**
 * An item for every line that is not empty, as they come: neither the text nor the items are ever in memory as a whole.
 * @throws NodeError `json_lines` with the number of the line
 */
export async function* jsonLines(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  name: string,
): AsyncGenerator<Item> {
  let line = 0
  for await (const text of linesOf(chunks, name)) {
    line += 1
    if (text.trim() !== '') yield { json: objectOf(text, name, line) }
  }
}

async function* linesOf(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  name: string,
): AsyncGenerator<string> {
  const begun = new BegunLine(name)
  for await (const bytes of chunks) {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    let start = 0
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
      yield begun.end(chunk.subarray(start, end))
      start = end + 1
    }
    if (start < chunk.length) begun.add(chunk.subarray(start))
  }
  if (!begun.isEmpty) yield begun.end(Buffer.alloc(0))
}

/** A line whose end has not come yet. */
class BegunLine {
  private readonly name: string
  private parts: Buffer[] = []
  private length = 0
  private isFirst = true

  constructor(name: string) {
    this.name = name
  }

  get isEmpty(): boolean {
    return this.parts.length === 0
  }

  add(part: Buffer): void {
    this.length += part.length
    if (this.length > longest) {
      throw refuse(`${this.name} has a line longer than ${longest / 1024 / 1024} MB.`, {
        code: 'json_lines',
        retry: 'no',
      })
    }
    this.parts.push(part)
  }

  /** The whole line. */
  end(rest: Buffer): string {
    const bytes = this.isEmpty ? rest : Buffer.concat([...this.parts, rest])
    this.parts = []
    this.length = 0
    const text = bytes.toString()
    const isMarked = this.isFirst && text.startsWith('\uFEFF')
    this.isFirst = false
    return isMarked ? text.slice(1) : text
  }
}

function objectOf(text: string, name: string, line: number): JsonObject {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw refuse(`Line ${line} of ${name} is not JSON.`, { code: 'json_lines', retry: 'no', cause })
  }
  if (isJsonObject(value)) return value
  throw refuse(`Line ${line} of ${name} is JSON, but no object.`, { code: 'json_lines', retry: 'no' })
}
