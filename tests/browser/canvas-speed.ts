/**
 * `node tests/browser/canvas-speed.ts [NODES]`: how fast the canvas is with a large workflow (1,000 nodes where nothing is
 * said): how long it takes to open, and how long frames take while one pans, zooms and drags. Chromium draws without a
 * graphics card here, so a machine of a person is faster; figures mean something on a quiet machine only.
 */
import type { Page } from 'playwright-core'
import { findChromium, howToInstall } from './chromium.ts'
import { boxOf } from './cards.ts'
import { openStage, takeSeat } from './stage.ts'

const count = Number(process.argv[2] ?? 1000)
const perRow = 25

function large(): object {
  const nodes = Array.from({ length: count }, (_, index) => ({
    id: `n${index}`,
    name: `Node ${index}`,
    type: `n8n-nodes-base.${index === 0 ? 'manualTrigger' : index % 3 === 0 ? 'httpRequest' : 'set'}`,
    typeVersion: index === 0 ? 1 : index % 3 === 0 ? 4.2 : 3.4,
    position: [(index % perRow) * 220, Math.floor(index / perRow) * 130],
    parameters: index > 0 && index % 3 === 0 ? { url: `https://api.example/${index}`, options: {} } : {},
  }))
  const connections = Object.fromEntries(
    nodes.slice(1).map(({ name }, index) => [`Node ${index}`, { main: [[{ node: name, type: 'main', index: 0 }]] }]),
  )
  return { name: 'Large', nodes, connections, settings: { executionOrder: 'v1' } }
}

/** What frames take while something moves, in milliseconds. */
async function frames(page: Page, what: string, move: () => Promise<void>): Promise<void> {
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
  console.log(JSON.stringify({ what, framesPerSecond: perSecond, p50: at(0.5), p95: at(0.95), longest: at(1) }))
}

const chromium = findChromium()
if (chromium === undefined) throw new Error(howToInstall)
const stage = await openStage(chromium)
try {
  const { page, context, bring } = await takeSeat(stage)
  context.setDefaultTimeout(60_000)
  await bring(large())
  const began = performance.now()
  await page.reload()
  const cards = page.getByRole('article')
  await cards.first().waitFor()
  console.log(
    JSON.stringify({
      what: 'open',
      nodes: count,
      ms: Math.round(performance.now() - began),
      drawn: await cards.count(),
    }),
  )
  const rest = () => page.waitForTimeout(1500)
  await rest()
  const sweep = async (button: 'left' | 'middle', from: { readonly x: number; readonly y: number }) => {
    await page.mouse.move(from.x, from.y)
    await page.mouse.down({ button })
    for (let step = 0; step < 90; step += 1) {
      await page.mouse.move(from.x - step * 4, from.y - (step % 40) * 3)
      await page.waitForTimeout(8)
    }
    await page.mouse.up({ button })
  }
  await frames(page, 'at rest', rest)
  await frames(page, 'pan with all in sight', () => sweep('middle', { x: 1000, y: 600 }))
  await page.keyboard.press('0')
  await rest()
  await frames(page, 'pan at 100 %', () => sweep('middle', { x: 1000, y: 600 }))
  await frames(page, 'zoom', async () => {
    await page.mouse.move(700, 450)
    await page.keyboard.down('Control')
    for (let step = 0; step < 60; step += 1) {
      await page.mouse.wheel(0, step < 30 ? -40 : 40)
      await page.waitForTimeout(12)
    }
    await page.keyboard.up('Control')
  })
  await page.keyboard.press('0')
  await rest()
  const { x, y, width, height } = await boxOf(cards.nth(Math.floor((await cards.count()) / 2)))
  await frames(page, 'drag a card', () => sweep('left', { x: x + width / 2, y: y + height / 2 }))
} finally {
  await stage.end()
}
