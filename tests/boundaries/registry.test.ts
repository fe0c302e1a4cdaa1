import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { registrySource } from '../../tools/nodes/registry-source.ts'

const folder = fileURLToPath(new URL('../../packages/nodes/src', import.meta.url))

test('the registry lists every node and credential there is (write it with tools/nodes/write-registry.ts)', () => {
  expect(names(readFileSync(`${folder}/registry.ts`, 'utf8'))).toEqual(names(registrySource(folder)))
})

/** The words of a source, whatever way it is broken into lines. */
function names(source: string): readonly string[] {
  return source.split(/[\s,[\]]+/).filter((word) => word !== '')
}
