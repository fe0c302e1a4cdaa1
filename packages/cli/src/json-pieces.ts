/** How deep the lists lie of which no text could hold everything: runs, their outputs, and the items of these. */
const DEEP = 5

/**
 * JSON as `JSON.stringify(value, undefined, 2)` writes it, piece by piece: an execution may have given more than a text
 * can hold.
 */
export function* jsonPieces(value: unknown, depth = 0): Generator<string> {
  const indent = '  '.repeat(depth)
  if (typeof value !== 'object' || value === null || depth >= DEEP) {
    yield (JSON.stringify(value, undefined, 2) ?? 'null').replaceAll('\n', `\n${indent}`)
    return
  }
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  let before = open
  for (const [name, member] of membersOf(value)) {
    yield `${before}\n${indent}  ${name}`
    yield* jsonPieces(member, depth + 1)
    before = ','
  }
  yield before === open ? `${open}${close}` : `\n${indent}${close}`
}

/** What JSON writes of a list or an object, each with what stands before it. */
function* membersOf(value: object): Generator<readonly [before: string, member: unknown]> {
  if (Array.isArray(value)) {
    for (const entry of value) yield ['', entry]
    return
  }
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) yield [`${JSON.stringify(name)}: `, member]
  }
}

/** The same in pieces that are worth being written. */
export function* inChunks(pieces: Iterable<string>, size = 65_536): Generator<string> {
  let chunk = ''
  for (const piece of pieces) {
    chunk += piece
    if (chunk.length < size) continue
    yield chunk
    chunk = ''
  }
  if (chunk !== '') yield chunk
}
