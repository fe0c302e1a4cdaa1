/**
 * Items on their way into another execution. A file belongs to one execution, which alone can read it: what goes to
 * another goes as a copy.
 */
import type { BinaryData, Item, Output } from '@millrace/sdk'
import type { Blobs } from './ports.ts'

/** The outputs of one execution with their files as those of another. */
export async function carried(
  blobs: Blobs,
  outputs: readonly Output[],
  from: string,
  to: string,
): Promise<readonly Output[]> {
  if (!outputs.some((output) => output?.some(hasStoredFiles))) return outputs
  const copies = new Map<string, Promise<string>>()
  const copy = (id: string): Promise<string> => {
    const known = copies.get(id) ?? copied(blobs, id, from, to)
    copies.set(id, known)
    return known
  }
  const file = async (one: BinaryData) => (one.id === undefined ? one : { ...one, id: await copy(one.id) })
  const item = async (one: Item): Promise<Item> => {
    if (!hasStoredFiles(one)) return one
    const files = Object.entries(one.binary ?? {}).map(async ([name, about]) => [name, await file(about)] as const)
    return { ...one, binary: Object.fromEntries(await Promise.all(files)) }
  }
  return Promise.all(outputs.map((output) => (output === null ? null : Promise.all(output.map(item)))))
}

/** What cannot be read here cannot be read there either: it keeps its id, and whoever reads it is told. */
async function copied(blobs: Blobs, id: string, from: string, to: string): Promise<string> {
  const bytes = await blobs.get(from, id).catch(() => undefined)
  return bytes === undefined ? id : blobs.put(to, bytes)
}

function hasStoredFiles({ binary }: Item): boolean {
  return binary !== undefined && Object.values(binary).some((file) => file.id !== undefined)
}
