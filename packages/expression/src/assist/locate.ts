/**
 * Finds what stands at a cursor in a parameter's text: the block, the word being typed, and the value it is a member of.
 */
import type { AnyNode, CallExpression, Expression } from 'acorn'
import { split, type BlockPart, type Mode } from '../parse.ts'
import { isMarker, readHalf } from './tolerant.ts'

export interface Place {
  readonly block: BlockPart
  /** The word under way and where it starts in the parameter's text. */
  readonly word: string
  readonly start: number
  /** The expression whose member is being typed; null at the start of a value. */
  readonly receiver: Expression | null
  /** True inside the quotes of a text. */
  readonly quoted: boolean
  /** The nodes around the cursor, outermost first. */
  readonly path: readonly AnyNode[]
}

/** The block of code that a cursor stands in. */
function blockAt(text: string, cursor: number, mode: Mode): BlockPart | undefined {
  const offset = text.startsWith('=') ? 1 : 0
  return split(text.slice(offset), mode, offset).find(
    (part): part is BlockPart => part.kind === 'block' && cursor >= part.range.start && cursor <= part.range.end,
  )
}

export function placeAt(text: string, cursor: number, mode: Mode): Place | undefined {
  const block = blockAt(text, cursor, mode)
  if (block === undefined) return undefined
  const half = readHalf(text.slice(block.range.start, cursor))
  if (half === undefined) return undefined
  const { word, quoted, path } = half
  return { block, word, start: cursor - word.length, quoted, path, receiver: receiverOf(path) }
}

function receiverOf(path: readonly AnyNode[]): Expression | null {
  const parent = path.at(-2)
  if (parent?.type !== 'MemberExpression' || !isMarker(parent.property)) return null
  // A name in brackets is a value of its own; a text in them is the name of a member.
  if (parent.computed && parent.property.type === 'Identifier') return null
  return parent.object.type === 'Super' ? null : parent.object
}

/** The call whose argument the cursor stands in, and which one it is. */
export function callAround({ path }: Place): { readonly call: CallExpression; readonly argument: number } | undefined {
  for (let i = path.length - 2; i >= 0; i--) {
    const node = path[i]
    if (node?.type !== 'CallExpression') continue
    const argument = node.arguments.findIndex((one) => one === path[i + 1])
    if (argument >= 0) return { call: node, argument }
  }
  return undefined
}
