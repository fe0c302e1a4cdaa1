/**
 * Nothing is special-cased by node name: what runs workflows and what edits them ask a node type what it declares, so
 * that a stranger's node can do whatever ours can.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { catalog } from '@millrace/nodes'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A type compared with a name: `node.type === 'wait'`, `case 'wait':` of a switch over a type, a list of names. */
const comparison = /\b(?:type|nodeType|typeName)\s*(?:[!=]==?|\.(?:startsWith|includes)\()\s*'([^']+)'/g

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (entry.name !== 'testing' && entry.name !== 'node_modules') yield* sources(path)
    } else if (/\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)) yield path
  }
}

function namesIn(folder: string): readonly string[] {
  const types = new Set(catalog.nodes.map(({ description }) => description.type))
  return [...sources(join(root, folder))].flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        [...line.matchAll(comparison)]
          .filter(([, name = '']) => types.has(name))
          .map(([text]) => `${relative(root, file)}:${index + 1} ${text}`),
      ),
  )
}

test.each(['packages/engine/src', 'packages/store/src', 'packages/sandbox/src', 'packages/workflow/src/plan'])(
  '%s names no node',
  (folder) => {
    expect(namesIn(folder)).toEqual([])
  },
)
