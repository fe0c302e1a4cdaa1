/**
 * The house has floors and every import goes down one. The table in `docs/architecture.md` is the law:
 * this test reads it, then reads every source file.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

interface Layer {
  readonly may: ReadonlySet<string>
  readonly browser: boolean
}

function readTable(): ReadonlyMap<string, Layer> {
  const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8')
  const layers = new Map<string, Layer>()
  for (const row of text.matchAll(/^\| (\w+) \| ([\w, ]+) \| (yes|no) \|/gm)) {
    const [, name = '', may = '', browser] = row
    layers.set(name, { may: new Set(may === 'nothing' ? [] : may.split(', ')), browser: browser === 'yes' })
  }
  return layers
}

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist') continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* sources(path)
    else if (/\.tsx?$/.test(entry.name)) yield path
  }
}

const importOf = /(?:from\s+|import\s+|import\()\s*['"]([^'"]+)['"]/g

function* violations(): Generator<string> {
  const layers = readTable()
  for (const [name, { may, browser }] of layers) {
    for (const file of sources(join(root, 'packages', name, 'src'))) {
      const isTest = /\.test\.tsx?$/.test(file) || file.includes('/testing/')
      for (const [, target = ''] of readFileSync(file, 'utf8').matchAll(importOf)) {
        const where = `${relative(root, file)} imports ${target}`
        const other = /^@millrace\/([\w-]+)(\/.*)?$/.exec(target)
        if (other) {
          const [, to = '', door] = other
          if (to === name || (isTest && door === '/testing')) continue
          if (!may.has(to)) yield `${where}: ${name} may not import ${to}`
          else if (door === '/testing' && !isTest) yield `${where}: testing doors are for tests`
          else if (door !== undefined && door !== '/testing') yield `${where}: not through the package's door`
        } else if (
          target.startsWith('..') &&
          !relative(join(root, 'packages', name), join(file, '..', target)).match(/^[^.]/)
        ) {
          yield `${where}: leaves its package`
        } else if (browser && !isTest && target.startsWith('node:')) {
          yield `${where}: ${name} runs in the browser`
        }
      }
    }
  }
}

test('the table names every package', () => {
  expect([...readTable().keys()].toSorted()).toEqual(readdirSync(join(root, 'packages')).toSorted())
})

test('every import goes down a floor, through a door', () => {
  expect([...violations()]).toEqual([])
})
