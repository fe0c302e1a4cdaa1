/**
 * Writes a definition in our form out of a file of facts: `node tools/convert/convert.ts FACTS-FILE > x.node.ts`.
 * What needs a person's eye goes to the error output.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Json } from '@millrace/sdk'
import { definitionSource } from './definition-source.ts'
import { readFacts } from './read-facts.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

function run(file: string): void {
  const facts: Json = JSON.parse(readFileSync(file, 'utf8'))
  const { text, notes } = definitionSource(readFacts(facts))
  const formatted = execFileSync(`${root}/node_modules/.bin/oxfmt`, ['--stdin-filepath', 'x.node.ts'], {
    cwd: root,
    input: text,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  process.stdout.write(formatted)
  for (const note of notes) console.error(note)
}

const [file] = process.argv.slice(2)
if (file === undefined) throw new Error('Say which facts: node tools/convert/convert.ts FACTS-FILE')
run(file)
