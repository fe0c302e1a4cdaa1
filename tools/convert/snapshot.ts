/**
 * Keeps a compact copy of the facts beside the nodes: `node tools/convert/snapshot.ts FACTS-FOLDER`.
 * `types.json` knows every node type's versions; a file per *defined* type holds its parameters, without
 * labels, and what repeats once. `tests/boundaries/facts.test.ts` holds the definitions against it.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { catalog } from '@millrace/nodes'
import type { Json } from '@millrace/sdk'
import { object, string, typeName } from './read-facts.ts'
import { shareParts } from './shared-parts.ts'

const labels = new Set([
  'displayName',
  'group',
  'categories',
  'subcategories',
  'routing',
  'requestDefaults',
  'requestOperations',
])

/** A facts value without labels: the `name` of an option beside its `value`, display names, groups. */
function compact(value: Json): Json {
  if (Array.isArray(value)) return value.map(compact)
  if (typeof value !== 'object' || value === null) return value
  const isOption = 'value' in value && 'name' in value && !('type' in value)
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) =>
      member === undefined || labels.has(key) || (isOption && key === 'name')
        ? []
        : [[key, key === 'default' ? member : compact(member)]],
    ),
  )
}

function run(folder: string): void {
  const target = fileURLToPath(new URL('../../packages/nodes/facts', import.meta.url))
  mkdirSync(target, { recursive: true })
  const types: Record<string, Json> = {}
  let kept = 0
  for (const part of ['', 'langchain']) {
    for (const file of readdirSync(join(folder, part))
      .filter((one) => one.endsWith('.json'))
      .sort()) {
      const facts: Json = JSON.parse(readFileSync(join(folder, part, file), 'utf8'))
      if (!('properties' in object(facts)) || !('versions' in object(facts))) continue
      const type = typeName(string(object(facts)['type']))
      types[type] = object(facts)['versions'] ?? []
      if (!catalog.node(type)) continue
      writeFileSync(join(target, `${type}.json`), `${JSON.stringify(shareParts(object(compact(facts))))}\n`)
      kept++
    }
  }
  writeFileSync(
    join(target, 'types.json'),
    `{\n${Object.entries(types)
      .map(([type, versions]) => `${JSON.stringify(type)}:${JSON.stringify(versions)}`)
      .join(',\n')}\n}\n`,
  )
  console.log(`${Object.keys(types).length} types known, ${kept} of them defined and kept whole.`)
}

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('Say where the facts are: node tools/convert/snapshot.ts FOLDER')
run(folder)
