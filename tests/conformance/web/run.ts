/**
 * Recorded exchanges: requests that a server answers (files 01 to 05, `served-cases.ts`), and requests that the
 * HTTP Request node makes (file 06, `client-cases.ts`). Cases with node types that cannot run here are skipped.
 */
import { catalog } from '@millrace/nodes'
import { readTypeName } from '@millrace/workflow'
import type { Failure, Suite } from '../suite.ts'
import { listOf, objectOf, textOf } from '../workflows/recorded.ts'
import { playClientCases } from './client-cases.ts'
import { playServedCases } from './served-cases.ts'
import { readWebCases, type Tell, type WebCase } from './web-case.ts'

export const run: Suite = async (folder, options) => {
  const cases = readWebCases(folder, options)
  const playable = cases.filter(canPlay)
  const failures: Failure[] = []
  const files: Record<string, [number, number, number]> = {}
  for (const one of cases) (files[one.file] ??= [0, 0, 0])[2] += playable.includes(one) ? 0 : 1
  const tell: Tell = ({ id, file, group, title }, difference) => {
    ;(files[file] ??= [0, 0, 0])[difference === undefined ? 0 : 1] += 1
    if (difference !== undefined) failures.push({ id, difference: `${file} ${group} “${title}” ${difference}` })
  }
  const served = playable.filter(isServed)
  const client = playable.filter((one) => !isServed(one))
  if (served.length > 0) await playServedCases(folder, served, tell)
  if (client.length > 0) await playClientCases(folder, client, tell)
  const total = (place: 0 | 1 | 2) => Object.values(files).reduce((sum, counts) => sum + counts[place], 0)
  return { passed: total(0), failed: total(1), skipped: total(2), failures, files }
}

/** A client case has a script for the servers its workflow calls. */
function isServed({ raw }: WebCase): boolean {
  return raw.server === undefined
}

/** A case is played when its node types can run here. */
function canPlay({ raw }: WebCase): boolean {
  return listOf(objectOf(raw.workflow).nodes).every((node) => {
    const found = catalog.node(readTypeName(textOf(objectOf(node).type)))
    return found !== undefined && found.description.unavailable !== true
  })
}
