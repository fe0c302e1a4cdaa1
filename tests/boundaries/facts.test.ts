/**
 * The contract with n8n's documents: every definition has the parameters, defaults, choices, versions, ports
 * and credentials that the facts record (`packages/nodes/facts`, written by `tools/convert/snapshot.ts`).
 */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { catalog } from '@millrace/nodes'
import type { Property } from '@millrace/sdk'
import { describe, expect, test } from 'vitest'
import { readFacts } from '../../tools/convert/read-facts.ts'
import { compareNode } from './facts/compare-node.ts'

const folder = fileURLToPath(new URL('../../packages/nodes/facts', import.meta.url))

function read(name: string): unknown {
  const value: unknown = JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'))
  return value
}

/** What definitions have beyond the facts: operations of our own, which n8n's documents never name. */
const ours: Readonly<Record<string, readonly string[]>> = {
  extractFromFile: ['option of operation: "fromJsonLines" is not in the facts'],
  readWriteFile: ['option of operation: "readLines" is not in the facts'],
}

describe('definitions agree with the facts', () => {
  test.each(catalog.nodes.map((node) => [node.description.type, node.description] as const))(
    '%s',
    (type, description) => {
      if (!existsSync(`${folder}/${type}.json`)) {
        expect(read('types'), `there is no facts file for ${type}: run tools/convert/snapshot.ts`).not.toHaveProperty([
          type,
        ])
        return
      }
      expect(compareNode(readFacts(read(type)), description)).toEqual(ours[type] ?? [])
    },
  )
})

describe('a definition that differs is noticed', () => {
  const facts = readFacts(read('if'))
  const description = catalog.node('if')?.description
  const changed = (change: (property: Property) => readonly Property[]) =>
    description ? compareNode(facts, { ...description, properties: description.properties.flatMap(change) }) : []

  test('by a missing parameter', () => {
    expect(changed((one) => (one.name === 'combineOperation' ? [] : [one]))).toEqual(['1: combineOperation is missing'])
  })

  test('by a default', () => {
    expect(changed((one) => [one.name === 'combineOperation' ? { ...one, default: 'any' } : one])).toEqual([
      '1: combineOperation defaults to "any", not "all"',
    ])
  })

  test('by the versions that have it', () => {
    expect(
      changed((one) => [one.name === 'looseTypeValidation' ? { ...one, versions: [2, 2.1, 2.2, 2.3] } : one]),
    ).toEqual(['2: looseTypeValidation is not in the facts'])
  })

  test('by a condition that lets something else through', () => {
    const stricter = (one: Property) =>
      one.name === 'options' ? [{ ...one, when: { show: { looseTypeValidation: [true] } } }] : [one]
    expect(changed(stricter)).toContain('2.1, 2.2, 2.3: options(looseTypeValidation=false) is missing')
  })
})
