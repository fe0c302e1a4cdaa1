/** Finds things on the canvas, as a person or a screen reader does. */
import type { Locator, Page } from 'playwright-core'

/** The card of a node; with more of its description where its state counts. */
export function card(page: Page, name: string, state = ''): Locator {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return page.getByRole('article', { name: new RegExp(`^${escaped},.*${state}`) })
}

/** The names on the canvas, in the document's order. */
export async function names(page: Page): Promise<readonly string[]> {
  const labels = await page.getByRole('article').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))
  return labels.map((label) => label?.split(',')[0] ?? '')
}

/** What the canvas draws between nodes: `Start:0 → Keep:0`. */
export function channels(page: Page): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(
    `[...document.querySelectorAll('.react-flow__edge')].map((edge) => edge.dataset.id)`,
  )
}

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** In the page. */
declare function requestAnimationFrame(step: () => void): void

/** Where something stands on the screen, once it no longer moves. */
export function boxOf(found: Locator): Promise<Box> {
  return found.evaluate(
    (element: { readonly getBoundingClientRect: () => Box }) =>
      new Promise<Box>((resolve) => {
        let before = ''
        const look = () => {
          const { x, y, width, height } = element.getBoundingClientRect()
          const now = [x, y, width, height].join(' ')
          if (now === before) return resolve({ x, y, width, height })
          before = now
          requestAnimationFrame(look)
        }
        look()
      }),
  )
}

/** The middle of a port: of the inputs or the outputs of a node, from the top. */
export async function port(page: Page, name: string, side: 'in' | 'out', index = 0) {
  const box = await boxOf(card(page, name).locator(`[data-side=${side}]`).nth(index))
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** The pointer goes from here to there with something in its hand, in as many steps as a hand makes. */
export async function drag(
  page: Page,
  from: { readonly x: number; readonly y: number },
  to: { readonly x: number; readonly y: number },
): Promise<void> {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 })
  await page.mouse.move(to.x, to.y, { steps: 4 })
  await page.mouse.up()
}

/** What was changed is at the server. */
export function saved(page: Page): Promise<void> {
  return page.getByRole('status').getByText('Saved', { exact: true }).waitFor()
}

/** Chooses in a field that lists what it takes. */
export async function choose(page: Page, field: Locator, option: RegExp | string): Promise<void> {
  await field.click()
  await page.getByRole('option', { name: option }).first().click()
  await page.getByRole('listbox').first().waitFor({ state: 'hidden' })
}
