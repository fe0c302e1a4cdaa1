/**
 * `npm run bench -- canvas [--nodes 1000] [--rounds 1] [--against FOLDER]`: how fast the canvas is with a large
 * workflow: how long it takes to open, and how long frames take while one pans, zooms and drags, near by and with every
 * node in sight. With `--against`, the folder of an editor built earlier (`packages/editor/dist`, copied away) takes
 * turns with the present one, so that both meet the same machine. Prints a line of JSON for each movement; times are in
 * milliseconds. Chromium draws without a graphics card here, so a machine of a person is faster.
 */
import { existsSync } from 'node:fs'
import { extname, join } from 'node:path'
import { parseArgs } from 'node:util'
import type { BrowserContext, Page } from 'playwright-core'
import { boxOf } from '../../tests/browser/cards.ts'
import { findChromium, howToInstall } from '../../tests/browser/chromium.ts'
import { type Stage, openStage, takeSeat } from '../../tests/browser/stage.ts'
import { option } from '../server.ts'

const count = option(process.argv, 'nodes', 1000)
const rounds = option(process.argv, 'rounds', 1)
const { against } = parseArgs({ options: { against: { type: 'string' } }, strict: false }).values
const perRow = 40

const chromium = findChromium()
if (chromium === undefined) throw new Error(howToInstall)
const stage = await openStage(chromium)
try {
  for (let round = 0; round < rounds; round += 1) {
    if (typeof against === 'string') await measure(stage, 'before', against)
    await measure(stage, 'now')
  }
} finally {
  await stage.end()
}

async function measure(opened: Stage, editor: string, folder?: string): Promise<void> {
  const { page, context, bring } = await takeSeat(opened)
  context.setDefaultTimeout(60_000)
  if (folder !== undefined) await serveFrom(context, folder)
  const tell = (what: string, figures: object) => console.log(JSON.stringify({ editor, what, ...figures }))
  await bring(large())
  const began = performance.now()
  await page.reload()
  const cards = page.getByRole('article')
  await cards.first().waitFor()
  tell('open', { nodes: count, ms: Math.round(performance.now() - began) })
  const rest = () => page.waitForTimeout(1500)
  const moving = async (what: string, move: () => Promise<void>) => {
    await rest()
    tell(what, { drawn: await cards.count(), ...(await frames(page, move)) })
  }
  const drag = async () => {
    const { x, y, width, height } = await boxOf(cards.nth(Math.floor((await cards.count()) / 2)))
    await sweep(page, 'left', { x: x + width / 2, y: y + height / 2 })
  }
  await rest()
  await page.keyboard.press('Shift+Digit1')
  await moving('pan, all in sight', () => sweep(page, 'middle', { x: 1000, y: 600 }))
  await page.keyboard.press('Shift+Digit1')
  await moving('zoom, all in sight', () => zoom(page, 12))
  await page.keyboard.press('Shift+Digit1')
  await moving('drag, all in sight', drag)
  await page.keyboard.press('0')
  await moving('pan at 100 %', () => sweep(page, 'middle', { x: 1000, y: 600 }))
  await moving('zoom from 100 %', () => zoom(page, 40))
  await page.keyboard.press('0')
  await moving('drag at 100 %', drag)
  await context.close()
}

/** Another build of the editor than the server's own. */
async function serveFrom(context: BrowserContext, folder: string): Promise<void> {
  const page = join(folder, 'index.html')
  if (!existsSync(page)) throw new Error(`There is no built editor in ${folder}: it has no index.html.`)
  await context.route(
    ({ pathname }) => !/^\/(?:rest|healthz)\//.test(pathname),
    async (route) => {
      const { pathname } = new URL(route.request().url())
      await route.fulfill({ path: extname(pathname) === '' ? page : join(folder, pathname) })
    },
  )
}

/** The pointer goes some way with a button held, as a hand does. */
async function sweep(page: Page, button: 'left' | 'middle', from: { readonly x: number; readonly y: number }) {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down({ button })
  for (let step = 0; step < 90; step += 1) {
    await page.mouse.move(from.x - step * 4, from.y - (step % 40) * 3)
    await page.waitForTimeout(8)
  }
  await page.mouse.up({ button })
}

/** Nearer and back again. */
async function zoom(page: Page, by: number): Promise<void> {
  await page.mouse.move(700, 450)
  await page.keyboard.down('Control')
  for (let step = 0; step < 60; step += 1) {
    await page.mouse.wheel(0, step < 30 ? -by : by)
    await page.waitForTimeout(12)
  }
  await page.keyboard.up('Control')
}

/** What frames take while something moves. */
async function frames(page: Page, move: () => Promise<void>): Promise<object> {
  await page.evaluate(`(() => {
    let last = performance.now()
    window.taken = []
    const next = (now) => {
      window.taken.push(now - last)
      last = now
      window.frame = requestAnimationFrame(next)
    }
    window.frame = requestAnimationFrame(next)
  })()`)
  await move()
  const taken = await page.evaluate<readonly number[]>(`(cancelAnimationFrame(window.frame), window.taken.slice(1))`)
  const sorted = taken.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0)
  const perSecond = Math.round((1000 * taken.length) / taken.reduce((sum, one) => sum + one, 0))
  return { framesPerSecond: perSecond, p50: at(0.5), p95: at(0.95), longest: at(1) }
}

function large(): object {
  const nodes = Array.from({ length: count }, (_, index) => ({
    id: `n${index}`,
    name: `Node ${index}`,
    type: `n8n-nodes-base.${index === 0 ? 'manualTrigger' : index % 3 === 0 ? 'httpRequest' : 'set'}`,
    typeVersion: index === 0 ? 1 : index % 3 === 0 ? 4.2 : 3.4,
    position: [(index % perRow) * 220, Math.floor(index / perRow) * 160],
    parameters: index > 0 && index % 3 === 0 ? { url: `https://api.example/${index}`, options: {} } : {},
  }))
  const connections = Object.fromEntries(
    nodes.slice(1).map(({ name }, index) => [`Node ${index}`, { main: [[{ node: name, type: 'main', index: 0 }]] }]),
  )
  return { name: 'Large', nodes, connections, settings: { executionOrder: 'v1' } }
}
