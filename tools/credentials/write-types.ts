/**
 * Writes `packages/nodes/facts/credentials/types.jsonl`, the credential types as data, out of a folder of facts:
 * `node tools/credentials/write-types.ts FACTS-FOLDER`. With `--check` nothing is written: it says which types differ,
 * and ends with 1 where any does.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { object, string } from '../convert/read-facts.ts'
import { credentialLine } from './credential-line.ts'

const target = fileURLToPath(new URL('../../packages/nodes/facts/credentials/types.jsonl', import.meta.url))

/** The lines that a folder of facts gives, by type, in their order. */
function linesOf(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(join(folder, 'credentials')).filter((name) => name.endsWith('.json'))
  const lines = names.map((name) => {
    const fact: unknown = JSON.parse(readFileSync(join(folder, 'credentials', name), 'utf8'))
    return credentialLine(object(fact))
  })
  const byType = lines.map((line) => [string(line['type']), JSON.stringify(line)] as const)
  return new Map(byType.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function check(wanted: ReadonlyMap<string, string>): number {
  const stored = readFileSync(target, 'utf8').trimEnd().split('\n')
  const known = new Map(stored.map((line) => [string(object(JSON.parse(line))['type']), line]))
  const types = new Set([...wanted.keys(), ...known.keys()])
  const different = [...types].filter((type) => wanted.get(type) !== known.get(type))
  for (const type of different) console.error(`${type} differs from what the facts say.`)
  console.log(`${types.size - different.length} of ${types.size} types are as the facts say.`)
  return different.length === 0 ? 0 : 1
}

const [folder, option] = process.argv.slice(2)
if (folder === undefined || (option !== undefined && option !== '--check')) {
  console.error('Usage: node tools/credentials/write-types.ts FACTS-FOLDER [--check]')
  process.exitCode = 2
} else if (option === '--check') {
  process.exitCode = check(linesOf(folder))
} else {
  const lines = [...linesOf(folder).values()]
  writeFileSync(target, `${lines.join('\n')}\n`)
  console.log(`${lines.length} types written.`)
}
