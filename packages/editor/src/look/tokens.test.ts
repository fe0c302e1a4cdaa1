import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const here = import.meta.dirname
const css = readFileSync(join(here, 'tokens.css'), 'utf8')

type Theme = 'light' | 'dark'
const tokens = new Map<string, Readonly<Record<Theme, string>>>()
for (const [, name = '', light = '', dark = ''] of css.matchAll(
  /--([\w-]+):\s*light-dark\(\s*(oklch\([^)]*\)),\s*(oklch\([^)]*\))\)/g,
)) {
  tokens.set(name, { light, dark })
}

const text = 4.5
const graphic = 3

/** Which colours stand on which, and the ratio they need (WCAG 2.2, 1.4.3 and 1.4.11). */
const pairs: { readonly front: string; readonly back: string; readonly ratio: number }[] = []
const need = (ratio: number, front: string, ...backs: string[]) => {
  for (const back of backs) pairs.push({ front, back, ratio })
}
const grounds = ['canvas', 'surface', 'card', 'raised', 'well', 'hover']
need(text, 'text', ...grounds, 'press', 'thumb')
need(text, 'text-2', ...grounds, 'press', 'track')
need(text, 'text-3', ...grounds)
need(text, 'race-on', 'race', 'race-hover')
need(text, 'race-text', ...grounds, 'race-tint', 'thumb')
for (const status of ['ok', 'bad', 'wait', 'debug', 'pin']) {
  need(text, `${status}-text`, `${status}-tint`, 'canvas', 'surface', 'card', 'raised')
  need(graphic, status, 'canvas', 'surface', 'card', `${status}-tint`)
}
for (const category of ['trigger', 'flow', 'data', 'app', 'code', 'ai', 'human', 'store']) {
  need(text, `cat-${category}`, `cat-${category}-bg`, 'card')
}
for (const type of ['string', 'number', 'boolean', 'date', 'object', 'array', 'binary', 'null']) {
  need(text, `type-${type}`, 'card', 'well', 'raised')
}
for (const part of ['key', 'punct', 'function', 'keyword']) need(text, `code-${part}`, 'card', 'well')
for (const paper of ['sand', 'reed', 'mist', 'iris', 'clay', 'stone']) {
  for (const ink of ['text', 'text-2']) need(text, ink, `note-${paper}`)
}
for (const line of ['water', 'water-bad', 'focus']) need(graphic, line, 'canvas', 'surface', 'card')
need(graphic, 'race-line', 'canvas', 'card')
need(graphic, 'line-contrast', 'surface', 'card')
need(graphic, 'edge-sub', 'canvas')

/** Relative luminance of an oklch() colour, clipped to sRGB. */
function luminance(colour: string): number {
  const [lightness = 0, chroma = 0, hue = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number)
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const clip = (value: number) => Math.min(1, Math.max(0, value))
  return (
    0.2126 * clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s) +
    0.7152 * clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s) +
    0.0722 * clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)
  )
}

function contrast(front: string, back: string): number {
  const [high = 0, low = 0] = [luminance(front), luminance(back)].toSorted((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

test('every pair of colours in use has the contrast it needs, in both themes', () => {
  const low = pairs.flatMap(({ front, back, ratio }) =>
    (['light', 'dark'] as const).flatMap((theme) => {
      const [a, b] = [tokens.get(front)?.[theme], tokens.get(back)?.[theme]]
      if (a === undefined || b === undefined) return [`${front} or ${back} is no token`]
      const found = contrast(a, b)
      return found < ratio ? [`${theme}: ${front} on ${back} is ${found.toFixed(2)}, needs ${ratio}`] : []
    }),
  )
  expect(pairs.length).toBeGreaterThan(140)
  expect(low).toEqual([])
})

test('no colour is written outside the tokens', () => {
  const root = join(here, '..')
  const raw = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.css') && !file.endsWith('tokens.css'))
    .flatMap((file) =>
      [
        ...readFileSync(join(root, file), 'utf8').matchAll(
          /(?:#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(|\boklch\(\s*[\d.])/gi,
        ),
      ].map(([found]) => `${file}: ${found}`),
    )
  expect(raw).toEqual([])
})
