/**
 * Converts every file of a folder of facts and says how many of the definitions agree with them:
 * `node tools/convert/survey.ts FACTS-FOLDER`. What differs needs a hand, or a better converter.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from '@millrace/sdk'
import { compareNode } from '../../tests/boundaries/facts/compare-node.ts'
import { definitionSource } from './definition-source.ts'
import { evaluate } from './evaluate.ts'
import { object, readFacts } from './read-facts.ts'

function run(folder: string): void {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'))
  let agreeing = 0
  let all = 0
  for (const file of files.toSorted()) {
    const facts: Json = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    if (!('properties' in object(facts)) || !('versions' in object(facts))) continue
    all++
    const differences = differencesOf(facts)
    if (differences.length === 0) agreeing++
    else console.log(`${file}: ${differences.length} differences, first ${differences[0]}`)
  }
  console.log(`${agreeing} of ${all} definitions agree with their facts.`)
}

function differencesOf(file: Json): readonly string[] {
  const facts = readFacts(file)
  try {
    return compareNode(facts, evaluate(definitionSource(facts).text).description)
  } catch (error) {
    return [`it cannot be read: ${error instanceof Error ? error.message : String(error)}`]
  }
}

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('Say where the facts are: node tools/convert/survey.ts FOLDER')
run(folder)
