/** Pages and editor are one product: what has the same name has the same colour. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { pageStyle } from './page-assets.ts'

const tokens = readFileSync(new URL('../../../../editor/src/look/tokens.css', import.meta.url), 'utf8')

function colours(css: string): ReadonlyMap<string, string> {
  const found = css.replaceAll(/\s+/g, ' ').matchAll(/(--[\w-]+): (light-dark\((?:[^()]|\([^()]*\))*\));/g)
  return new Map([...found].map(([, name = '', value = '']) => [name, value]))
}

test('colours of pages are those of the editor', () => {
  const own = colours(pageStyle)
  const theirs = colours(tokens)
  const shared = [...own].filter(([name]) => theirs.has(name))
  expect(shared.length).toBeGreaterThan(15)
  expect(Object.fromEntries(shared)).toEqual(Object.fromEntries(shared.map(([name]) => [name, theirs.get(name)])))
})
