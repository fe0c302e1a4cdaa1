/**
 * Items on their way into another execution. A file belongs to one execution, which alone can read it: what goes to
 * another goes as a copy, of each file one.
 */
import type { BinaryData, Item, Output } from '@millrace/sdk'
import type { Blobs } from '../ports.ts'

/** Gives outputs of one execution with their files as those of another. */
export type FileCarrier = (outputs: readonly Output[]) => Promise<readonly Output[]>

export function fileCarrier(blobs: Blobs, from: string, to: string): FileCarrier {
  const copies = new Map<string, Promise<string>>()

  /** What cannot be read here cannot be read there either: it keeps its id, and whoever reads it is told. */
  const copy = async (id: string): Promise<string> => {
    const bytes = await blobs.get(from, id).catch(() => undefined)
    return bytes === undefined ? id : blobs.put(to, bytes)
  }
  const copied = (id: string): Promise<string> => {
    const known = copies.get(id) ?? copy(id)
    copies.set(id, known)
    return known
  }
  const file = async (one: BinaryData) => (one.id === undefined ? one : { ...one, id: await copied(one.id) })
  const item = async (one: Item): Promise<Item> => {
    if (!hasStoredFiles(one)) return one
    const files = Object.entries(one.binary ?? {}).map(async ([name, about]) => [name, await file(about)] as const)
    return { ...one, binary: Object.fromEntries(await Promise.all(files)) }
  }
  return async (outputs) => {
    if (!outputs.some((output) => output?.some(hasStoredFiles))) return outputs
    return Promise.all(outputs.map((output) => (output === null ? null : Promise.all(output.map(item)))))
  }
}

function hasStoredFiles({ binary }: Item): boolean {
  return binary !== undefined && Object.values(binary).some((file) => file.id !== undefined)
}
