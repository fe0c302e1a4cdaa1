/** Settings of workflows and nodes: how they are read, how often they run, and what becomes of interrupted steps. */
import { createWorkflow, getWorkflow } from '@millrace/api'
import { expect, test } from 'vitest'
import { seriousViolations } from './axe.ts'
import { card, choose, saved } from './cards.ts'
import { asking, buyerAsked } from './documents.ts'
import { unnamedControls } from './names.ts'
import { type Stage, seated } from './stage.ts'

export function settings(stage: () => Stage): void {
  const seat = seated(stage)
  const stored = async (id: string) => (await seat().client.call(getWorkflow, { params: { id } })).document
  const openSettings = async () => {
    const { page } = seat()
    await page.getByRole('banner').first().getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Settings' }).click()
    return page.getByRole('dialog', { name: 'Settings of the workflow' })
  }
  const openNode = async (name: string) => {
    await card(seat().page, name).dblclick()
    return seat().page.getByRole('dialog', { name }).getByRole('region', { name: 'Parameters' })
  }

  test('a new workflow is read strictly, an imported one as it was written, and a switch says which', async () => {
    const { page, client, bring } = seat()
    const made = await client.call(createWorkflow, { body: {} })
    expect(made.document).toMatchObject({ meta: { millrace: { expressions: 'strict' } } })

    const id = await bring(asking(stage().service.address, 'Read as written'))
    const url = async () => {
      const form = await openNode('Ask')
      await form.getByRole('radiogroup', { name: /^URL/ }).getByText('Expression').click()
      return { form, field: form.getByRole('textbox', { name: 'URL' }) }
    }
    const before = await url()
    await before.field.fill("{{ '}}' + JSON.parse('no') }}")
    await page.locator('.cm-mistake').first().waitFor()
    await page.getByRole('dialog', { name: 'Ask' }).getByRole('button', { name: 'Close' }).click()

    const dialog = await openSettings()
    await dialog.getByRole('switch', { name: 'Strict expressions' }).click()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await saved(page)
    expect(await stored(id)).toMatchObject({ meta: { millrace: { expressions: 'strict' } } })

    const { form } = await url()
    await form.getByText(/^It gives nothing: .*JSON/).waitFor()
    expect(await page.locator('.cm-mistake').count()).toBe(0)
    expect(await page.locator('.cm-block').allTextContents()).toEqual(["{{ '}}' + JSON.parse('no') }}"])
    await page.getByRole('dialog', { name: 'Ask' }).getByRole('button', { name: 'Close' }).click()
  })

  test('how a workflow runs is set in one place, and only what is right is taken', async () => {
    const { page, bring } = seat()
    const id = await bring(asking(stage().service.address, 'Set up'))
    const dialog = await openSettings()
    expect(await unnamedControls(page)).toEqual([])
    await dialog.getByRole('textbox', { name: 'Runs at a time' }).fill('3')
    await dialog.getByRole('textbox', { name: 'Stop after, seconds' }).fill('2.5')
    await dialog.getByRole('combobox', { name: 'Time zone' }).fill('Europe/Os')
    expect(await dialog.getByRole('combobox', { name: 'Time zone' }).getAttribute('aria-invalid')).toBe('true')
    await dialog.getByRole('combobox', { name: 'Time zone' }).fill('Europe/Oslo')
    await choose(page, dialog.getByRole('combobox', { name: 'A step was interrupted' }), /Ask a person/)
    await dialog.getByRole('switch', { name: 'Keep runs that succeed' }).click()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await saved(page)
    expect(await stored(id)).toMatchObject({
      settings: { executionTimeout: 2.5, timezone: 'Europe/Oslo', saveDataSuccessExecution: 'none' },
      meta: { millrace: { concurrency: 3, interrupted: 'ask' } },
    })
    await page.getByRole('button', { name: 'Undo' }).click()
    await saved(page)
    expect(await stored(id)).not.toMatchObject({ settings: { saveDataSuccessExecution: 'none' } })
  })

  test('a node is given a header for its key, and its requests carry it', async () => {
    const { page, bring } = seat()
    const { service } = stage()
    const id = await bring(posting(service.address, 'Keyed'))
    const form = await openNode('Ask')
    await form.getByRole('tab', { name: 'Settings' }).click()
    await form.getByRole('textbox', { name: 'Header for its key' }).fill('Idempotency-Key')
    await form.getByRole('textbox', { name: 'Time limit of an attempt, seconds' }).fill('30')
    expect(await unnamedControls(page)).toEqual([])
    await page.keyboard.press('Escape')
    await saved(page)
    expect(await stored(id)).toMatchObject({
      meta: { millrace: { nodes: { c: { keyHeader: 'Idempotency-Key', timeout: 30 } } } },
    })
    await page.keyboard.press('Control+Enter')
    await page.getByText('Succeeded', { exact: true }).waitFor()
    const keys = service.calls.map(({ headers }) => headers['idempotency-key'])
    expect(keys).toHaveLength(2)
    expect(new Set(keys.filter((key) => typeof key === 'string' && key !== '')).size).toBe(2)
  })

  test('what needs a person stands in one place, is answered there, and leaves it', async () => {
    const { page, bring } = seat()
    const { service, millrace } = stage()
    await bring({ ...posting(service.address, 'Interrupted order'), meta: { millrace: { interrupted: 'ask' } } })
    service.hold()
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => service.calls.length, { timeout: 10_000 }).toBeGreaterThan(0)
    await millrace.crash()
    service.release()
    await bring(buyerAsked('form'))
    await page.keyboard.press('Control+Enter')
    await card(page, 'Ask the buyer', 'waiting').waitFor({ timeout: 20_000 })

    await page.goto(`${millrace.address}/executions`)
    await page.getByText('Needs you', { exact: true }).click()
    const asking = page.getByRole('list', { name: 'Needs you' })
    const order = asking.getByRole('listitem').filter({ hasText: 'Interrupted order' })
    await order.getByText('“Ask” was interrupted').waitFor({ timeout: 20_000 })
    const form = asking.getByRole('listitem').filter({ hasText: '“Ask the buyer” waits for its form' })
    await form.waitFor()
    expect(await seriousViolations(page)).toEqual([])
    expect(await unnamedControls(page)).toEqual([])
    await order.getByRole('button', { name: 'Decide' }).click()
    await page.getByRole('button', { name: 'Let it fail' }).click()
    await order.waitFor({ state: 'detached' })
    await form.getByRole('link', { name: 'Open the form' }).waitFor()
    await form.getByRole('link', { name: 'See the run' }).click()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByRole('button', { name: 'Run again' }).waitFor()

    await page.goto(`${millrace.address}/executions`)
    await page.getByText('Needs you', { exact: true }).click()
    await page.getByText('Nothing needs you').waitFor()
  }, 120_000)

  test('a run that was interrupted asks what becomes of it, and does what it is told', async () => {
    const { page, bring } = seat()
    const { service, millrace } = stage()
    for (const [decision, end] of [
      ['Do it again', 'Succeeded'],
      ['Count it as done', 'Succeeded'],
      ['Let it fail', 'Failed at “Ask”'],
    ] as const) {
      service.calmDown()
      const document = posting(service.address, decision)
      await bring({ ...document, meta: { millrace: { interrupted: 'ask' } } })
      service.hold()
      await page.keyboard.press('Control+Enter')
      await expect.poll(() => service.calls.length, { timeout: 10_000 }).toBeGreaterThan(0)
      await millrace.crash()
      service.release()
      const asked = service.calls.length
      await page.getByText('“Ask” was interrupted').waitFor({ timeout: 20_000 })
      await page.getByRole('button', { name: 'Decide' }).click()
      await page.getByRole('button', { name: decision }).click()
      await page.getByText(end, { exact: true }).waitFor()
      expect(service.calls.length > asked).toBe(decision === 'Do it again')
    }
  }, 120_000)
}

/** Like `asking`, with requests that add something. */
function posting(service: string, name: string): object {
  return JSON.parse(JSON.stringify(asking(service, name)).replace('"options":{}', '"method":"POST","options":{}'))
}
