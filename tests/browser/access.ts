/** Every page and everything that opens on one, light and dark, wide and narrow: axe finds nothing serious. */
import { createCredential, createDataTable, insertRows } from '@millrace/api'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { seriousViolations } from './axe.ts'
import { card } from './cards.ts'
import { asking } from './documents.ts'
import { type Seat, type Stage, takeSeat } from './stage.ts'

export function access(stage: () => Stage): void {
  let workflow = ''
  let table = ''
  beforeAll(async () => {
    const seat = await takeSeat(stage())
    const { page, client, bring } = seat
    workflow = `/workflow/${await bring(asking(stage().service.address, 'Within reach'))}`
    stage().service.answerWith(500)
    await page.keyboard.press('Control+Enter')
    await page.getByText('Failed at “Ask”').waitFor()
    stage().service.calmDown()
    await page.getByRole('button', { name: 'Retry from failed' }).click()
    await card(page, 'Keep', 'succeeded').waitFor()
    await client.call(createCredential, {
      body: { name: 'Within reach', type: 'httpHeaderAuth', fields: { name: 'X-Key', value: 'v' } },
    })
    const columns = [
      { name: 'city', type: 'string' as const },
      { name: 'capital', type: 'boolean' as const },
    ]
    const { id } = await client.call(createDataTable, { body: { name: 'Within reach', columns } })
    await client.call(insertRows, { params: { id }, body: { rows: [{ city: 'Bern', capital: true }, {}] } })
    table = `/data-tables/${id}`
    await seat.context.close()
  })

  test('whatever has the focus shows it, on every page', async () => {
    const seat = await takeSeat(stage())
    const { page } = seat
    const found: Record<string, readonly string[]> = {}
    const walk = async (what: string) => {
      const unseen = await unseenFocus(page)
      if (unseen.length > 0) found[what] = unseen
    }
    for (const path of [
      '/',
      '/templates',
      '/executions',
      '/credentials',
      '/data-tables',
      table,
      workflow,
      `${workflow}/executions`,
    ]) {
      await page.goto(`${stage().millrace.address}${path}`)
      await page.getByRole('link').first().waitFor()
      await page.waitForLoadState('networkidle')
      await walk(path)
    }
    await page.goto(`${stage().millrace.address}${workflow}`)
    await card(page, 'Ask').dblclick()
    await page.getByRole('dialog', { name: 'Ask' }).getByRole('textbox', { name: 'URL' }).waitFor()
    await walk('node')
    await seat.context.close()
    expect(found).toEqual({})
  }, 120_000)

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1440, 390]) {
      test(`nothing serious is found in the ${colorScheme} at ${width} pixels`, async () => {
        const seat = await takeSeat(stage(), {
          viewport: { width, height: 900 },
          colorScheme,
          hasTouch: width === 390,
        })
        const found: Record<string, readonly string[]> = {}
        const look = async (what: string, page = seat.page) => {
          const violations = await seriousViolations(page)
          if (violations.length > 0) found[what] = violations
        }
        await pages(seat, stage().millrace.address, { workflow, table }, look)
        await editor(seat.page, look, width === 390)
        await stranger(stage(), { viewport: { width, height: 900 }, colorScheme }, look)
        await seat.context.close()
        expect(found).toEqual({})
      }, 180_000)
    }
  }
}

/** Walks with the Tab key through what can be reached, and tells of what does not show that it has the focus. */
async function unseenFocus(page: Page): Promise<readonly string[]> {
  const unseen = new Set<string>()
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press('Tab')
    const found = await page.evaluate<string>(`(() => {
      const element = document.activeElement
      if (element === null || element === document.body) return ''
      const around = [element, element.parentElement, element.parentElement?.parentElement].filter(Boolean)
      const look = () => around.map((one) => {
        const { boxShadow, outlineStyle, outlineWidth, borderColor, backgroundColor } = getComputedStyle(one)
        return [boxShadow, outlineStyle, outlineWidth, borderColor, backgroundColor].join(' ')
      }).join('\\n')
      for (const one of around) for (const animation of one.getAnimations()) animation.finish()
      const focused = look()
      element.blur()
      for (const one of around) for (const animation of one.getAnimations()) animation.finish()
      return look() === focused ? element.outerHTML.slice(0, 120) : ''
    })()`)
    if (found !== '') unseen.add(found)
  }
  return [...unseen]
}

type Look = (what: string, page?: Page) => Promise<void>

async function pages(
  { page }: Seat,
  address: string,
  { workflow, table }: { readonly workflow: string; readonly table: string },
  look: Look,
): Promise<void> {
  const to = async (path: string) => void (await page.goto(`${address}${path}`))
  await to('/')
  await page.getByRole('link', { name: 'Within reach', exact: true }).waitFor()
  await look('workflows')
  await page.getByRole('button', { name: 'More for Within reach', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).waitFor()
  await look('menu of a workflow')
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('dialog').or(page.getByRole('alertdialog')).first().waitFor()
  await look('question')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Import', exact: true }).first().click()
  await page.getByRole('dialog').waitFor()
  await look('import')
  await to('/templates')
  await page.getByRole('list', { name: 'Templates' }).getByRole('button').first().waitFor()
  await look('templates')
  await to('/executions')
  await page.getByRole('link', { name: 'Within reach', exact: true }).first().waitFor()
  await look('executions')
  await to('/credentials')
  await page.getByRole('button', { name: 'Within reach', exact: true }).waitFor()
  await look('credentials')
  await page.getByRole('button', { name: 'Within reach', exact: true }).click()
  await page.getByRole('dialog').waitFor()
  await look('credential')
  await to('/data-tables')
  await page.getByRole('button', { name: 'New table' }).click()
  await page.getByRole('dialog').waitFor()
  await look('new table')
  await to(table)
  await page.getByText('Bern').waitFor()
  await page.getByLabel('Select row 1', { exact: true }).check()
  await page.locator('[data-cell="1:1"]').focus()
  await page.keyboard.press('Enter')
  await page.getByLabel('city of row 2').waitFor()
  await look('table')
  await to(`${workflow}/executions`)
  await page.getByRole('navigation', { name: 'Runs' }).getByRole('link').first().click()
  await page.getByRole('button', { name: /^(?:Run again|Retry from failed)/ }).waitFor()
  await look('history')
  await to(workflow)
  await page.getByRole('region', { name: 'Run', exact: true }).waitFor()
}

async function editor(page: Page, look: Look, narrow: boolean): Promise<void> {
  const node = (name: string) =>
    narrow ? page.getByRole('button', { name: new RegExp(`^${name},`) }) : card(page, name)
  await node('Ask').waitFor()
  await look('editor')
  await page
    .getByRole('region', { name: 'Run', exact: true })
    .getByRole('button', { name: /^Run( |$)/ })
    .click()
  await page.getByText('Succeeded', { exact: true }).waitFor()
  await look('editor after a run')
  await (narrow ? node('Ask').tap() : node('Ask').dblclick())
  const panel = page.getByRole('dialog', { name: 'Ask' })
  await panel.getByRole('textbox', { name: 'URL' }).waitFor()
  await look('node')
  for (const tab of ['Settings', 'Docs']) {
    await panel.getByRole('tab', { name: tab, exact: true }).click()
    await look(`node, ${tab}`)
  }
  if (!narrow) {
    for (const view of ['1', '2', '3']) {
      await page.keyboard.press(view)
      await look(`node, data shown in way ${view}`)
    }
  }
  await panel.getByRole('tab', { name: 'Parameters', exact: true }).last().click()
  await panel.getByRole('radiogroup', { name: /^URL/ }).getByText('Expression').click()
  await panel.locator('.cm-content').first().waitFor()
  await look('node with an expression')
  await panel.getByRole('button', { name: 'Close' }).first().click()
  await page.getByRole('banner').first().getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Settings' }).click()
  await page.getByRole('dialog', { name: 'Settings of the workflow' }).waitFor()
  await look('settings')
  await page.keyboard.press('Escape')
  await page
    .getByRole('region', { name: 'Run', exact: true })
    .getByRole('button', { name: /Add node/ })
    .click()
  await page.getByRole('combobox').first().waitFor()
  await look('search for nodes')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder('Find or do').waitFor()
  await look('palette')
  await page.keyboard.press('Escape')
}

/** Who is not signed in. */
async function stranger({ open, millrace }: Stage, options: Parameters<Stage['open']>[0], look: Look): Promise<void> {
  const context = await open(options)
  const page = await context.newPage()
  await page.goto(`${millrace.address}/`)
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await look('sign in', page)
  await context.close()
}
