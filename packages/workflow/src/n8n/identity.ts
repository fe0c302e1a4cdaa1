/** Gives every imported node an id and a name of its own. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { JsonObject } from '@millrace/sdk'
import { type Diagnostic, diagnostic } from '../diagnostic.ts'
import type { NodeId } from '../document.ts'
import { own } from '../json.ts'
import { uniqueNames } from '../unique-names.ts'
import { text } from './fields.ts'

/** Makes the id of a node that has none; asked again with the next `attempt` when the id is taken. */
export type IdSource = (node: { readonly at: number; readonly name: string; readonly attempt: number }) => NodeId

/** Ids in the form of a UUID that depend on the node's place and name only. */
export const hashedIds: IdSource = ({ at, name, attempt }) => {
  const hex = bytesToHex(sha256(utf8ToBytes(JSON.stringify([at, name, attempt]))))
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  )
}

export interface Identity {
  readonly id: NodeId
  readonly name: string
}

/** One identity per entry. The first holder of an id or a name keeps it; later ones get another. */
export function nameNodes(
  entries: readonly { readonly at: number; readonly entry: JsonObject }[],
  ids: IdSource,
  report: (found: Diagnostic) => void,
): readonly Identity[] {
  const names = nameAll(entries)
  const taken = new Set(entries.map(({ entry }) => idOf(entry)).filter((id) => id !== undefined))
  const used = new Set<NodeId>()
  return entries.map(({ at, entry }, index) => {
    const { name, problem: nameProblem } = names[index] ?? { name: '', problem: undefined }
    const written = idOf(entry)
    const id = written !== undefined && !used.has(written) ? written : freshId(ids, at, name, taken)
    used.add(id)
    const where = (key: string) => ({ node: id, path: ['nodes', at, key] })
    if (written === undefined)
      report(diagnostic('node.missing-id', `“${name}” had no id and was given one.`, where('id')))
    else if (id !== written) {
      report(diagnostic('node.duplicate-id', `“${name}” had another node's id and was given its own.`, where('id')))
    }
    if (nameProblem) report(diagnostic(nameProblem.code, nameProblem.message, where('name')))
    return { id, name }
  })
}

function nameAll(entries: readonly { readonly entry: JsonObject }[]) {
  const wanted = entries.map(({ entry }) => nameOf(entry))
  const unique = uniqueNames(wanted.filter((name) => name !== undefined))
  const used = new Set<string>()
  return wanted.map((written) => {
    if (written === undefined) {
      const name = unique('Node')
      return {
        name,
        problem: { code: 'node.missing-name' as const, message: `A node had no name; it is now “${name}”.` },
      }
    }
    if (!used.has(written)) {
      used.add(written)
      return { name: written, problem: undefined }
    }
    const name = unique(written)
    const message = `Two nodes were called “${written}”; the second is now “${name}”. Connections and expressions mean the first.`
    return { name, problem: { code: 'node.duplicate-name' as const, message } }
  })
}

function freshId(ids: IdSource, at: number, name: string, taken: Set<NodeId>): NodeId {
  for (let attempt = 0; ; attempt += 1) {
    const id = ids({ at, name, attempt })
    if (taken.has(id)) continue
    taken.add(id)
    return id
  }
}

function nameOf(entry: JsonObject): string | undefined {
  const name = own(entry, 'name')
  const read = name === undefined ? undefined : text(name)
  return read === '' ? undefined : read
}

function idOf(entry: JsonObject): NodeId | undefined {
  const id = own(entry, 'id')
  const read = id === undefined ? undefined : text(id)
  return read === '' ? undefined : read
}
