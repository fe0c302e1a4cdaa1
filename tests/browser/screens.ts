/** Small screens, in the dark and in the light: everything is there, and nothing runs over. */
import { createCredential, createDataTable } from '@millrace/api'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { card } from './cards.ts'
import { asking } from './documents.ts'
import { unnamedControls } from './names.ts'
import { type Seat, type Stage, takeSeat } from './stage.ts'

export function screens(stage: () => Stage): void {
  let seat: Seat
  let workflow = ''
  let table = ''
  beforeAll(async () => {
    seat = await takeSeat(stage())
    workflow = `/workflow/${await seat.bring(asking(stage().service.address, 'Pocket'))}`
    await seat.page.keyboard.press('Control+Enter')
    await card(seat.page, 'Keep', 'succeeded').waitFor()
    await seat.client.call(createCredential, {
      body: { name: 'Pocket key', type: 'httpHeaderAuth', fields: { name: 'X-Key', value: 'v' } },
    })
    const columns = [{ name: 'city', type: 'string' as const }]
    table = (await seat.client.call(createDataTable, { body: { name: 'Pocket table', columns } })).id
    await seat.context.close()
  })

  for (const colorScheme of ['dark', 'light'] as const) {
    test(`a phone in the ${colorScheme} has every page, and nothing runs over`, async () => {
      const small = await takeSeat(stage(), { viewport: { width: 390, height: 844 }, colorScheme, hasTouch: true })
      const { page } = small
      const places = [
        ['/', page.getByRole('link', { name: 'Pocket', exact: true })],
        ['/templates', page.getByRole('button', { name: 'Clean up a list of contacts', exact: true })],
        ['/executions', page.getByRole('link', { name: 'Pocket', exact: true }).first()],
        ['/credentials', page.getByRole('button', { name: 'Pocket key', exact: true })],
        ['/data-tables', page.getByRole('link', { name: 'Pocket table', exact: true })],
        [`/data-tables/${table}`, page.getByRole('heading', { name: 'Pocket table' })],
        [`${workflow}/executions`, page.getByRole('navigation', { name: 'Runs' }).getByRole('link').first()],
        [workflow, page.getByRole('button', { name: /^Ask, HTTP Request/ })],
      ] as const
      for (const [path, there] of places) {
        await page.goto(`${stage().millrace.address}${path}`)
        await there.waitFor()
        expect([path, await page.evaluate<number>('document.documentElement.scrollWidth')]).toEqual([path, 390])
        expect(await unnamedControls(page)).toEqual([])
      }
      expect((await lightness(page)) < 128).toBe(colorScheme === 'dark')
      await page.getByRole('button', { name: /^Ask, HTTP Request/ }).tap()
      const panel = page.getByRole('dialog', { name: 'Ask' })
      await panel.getByRole('textbox', { name: 'URL' }).waitFor()
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(390)
      await panel.getByRole('button', { name: 'Close' }).first().tap()
      await page
        .getByRole('button', { name: /^Run( |$)/ })
        .first()
        .tap()
      await page.getByText('Succeeded', { exact: true }).waitFor()
      await small.context.close()
    })
  }
}

/** How light the ground of the page is, 0 to 255. */
function lightness(page: Page): Promise<number> {
  return page.evaluate<number>(`(() => {
    const paint = document.createElement('canvas').getContext('2d')
    paint.fillStyle = getComputedStyle(document.body).backgroundColor
    paint.fillRect(0, 0, 1, 1)
    const [red, green, blue] = paint.getImageData(0, 0, 1, 1).data
    return (red + green + blue) / 3
  })()`)
}
