/** A node opened: its form, expressions, the data around it, code, pinned items. */
import { expect, test } from 'vitest'
import { card, choose } from './cards.ts'
import { asking } from './documents.ts'
import { unnamedControls } from './names.ts'
import { type Stage, seated } from './stage.ts'

export function panel(stage: () => Stage): void {
  const seat = seated(stage)
  const bringAsking = async (ran = true) => {
    const { page, bring } = seat()
    await bring(asking(stage().service.address))
    if (!ran) return
    await page.keyboard.press('Control+Enter')
    await page.getByText('Succeeded', { exact: true }).waitFor()
  }
  const open = async (name: string) => {
    await card(seat().page, name).dblclick()
    const opened = seat().page.getByRole('dialog', { name })
    await opened.getByRole('region', { name: 'Parameters' }).waitFor()
    return {
      opened,
      input: opened.getByRole('region', { name: 'Input' }),
      form: opened.getByRole('region', { name: 'Parameters' }),
      output: opened.getByRole('region', { name: 'Output' }),
    }
  }

  test('a form shows what a choice asks for', async () => {
    const { page } = seat()
    await bringAsking(false)
    const { form } = await open('Ask')
    expect(await unnamedControls(page)).toEqual([])
    await choose(page, form.getByRole('combobox', { name: 'Method' }), 'POST')
    await form.getByRole('switch', { name: 'Send body' }).click()
    await form.getByRole('combobox', { name: 'Body content type' }).waitFor()
    await form
      .getByRole('button', { name: /Add .*parameter/i })
      .last()
      .click()
    await form.getByRole('textbox', { name: 'Name' }).fill('who')
    await form.getByRole('textbox', { name: 'Value' }).fill('Ada')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+Enter')
    await page.getByText('Succeeded', { exact: true }).waitFor()
    expect(stage().service.calls.map(({ body }) => body)).toEqual(['{"who":"Ada"}', '{"who":"Ada"}'])
  })

  test('data is a table, JSON or a schema, item by item', async () => {
    const { page } = seat()
    await bringAsking()
    const { input, output } = await open('Ask')
    await input.getByRole('table').getByText('Bob').waitFor()
    await input
      .getByRole('radio', { name: 'JSON' })
      .or(input.getByRole('button', { name: 'JSON' }))
      .first()
      .click()
    await input.getByRole('region', { name: 'JSON' }).getByText('"Ada"').waitFor()
    await input.getByRole('button', { name: 'Next item' }).click()
    await input.getByText('Item 2 of 2').waitFor()
    await input.getByRole('region', { name: 'JSON' }).getByText('"Bob"').waitFor()
    await page.keyboard.press('3')
    await input.getByRole('region', { name: 'Schema' }).getByText('age').waitFor()
    await output.getByRole('region', { name: 'Schema' }).getByText('reservation').waitFor()
    await page.keyboard.press('1')
    await output.getByRole('table').getByText('rs_8106').first().waitFor()
    await page.keyboard.press(']')
    await page.getByRole('dialog', { name: 'Keep' }).waitFor()
    await page.keyboard.press('[')
    await page.getByRole('dialog', { name: 'Ask' }).waitFor()
    await page.keyboard.press('Escape')
  })

  test('code is written, and runs from where one writes', async () => {
    const { page } = seat()
    await bringAsking(false)
    const { form, output, opened } = await open('People')
    const code = form.getByRole('textbox', { name: 'JavaScript' })
    await code.click()
    await page.keyboard.press('Control+a')
    await page.keyboard.insertText('return [1, 2, 3].map((n) => ({ json: { n } }))')
    await page.keyboard.press('Control+Enter')
    await output.getByText('3 items').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => opened.count()).toBe(0)
  })

  test('pinned items stand in for a node', async () => {
    const { page } = seat()
    const { service } = stage()
    await bringAsking(false)
    const { opened, output } = await open('Ask')
    await output.getByRole('button', { name: 'Write its data by hand' }).click()
    const items = page.getByRole('textbox', { name: 'Items as JSON' })
    await items.click()
    await page.keyboard.press('Control+a')
    await page.keyboard.insertText('[{ "reservation": "pinned" }]')
    await page.getByRole('button', { name: 'Pin 1 item' }).click()
    await opened.getByText('Pinned: a test run gives these 1 item').waitFor()
    await page.keyboard.press('Escape')

    await page.keyboard.press('Control+Enter')
    await card(page, 'Keep', 'succeeded, 1 item').waitFor()
    expect(service.calls).toEqual([])
    await card(page, 'Ask').click()
    await page.keyboard.press('p')
    await expect.poll(() => card(page, 'Ask').getByText('Pinned').count()).toBe(0)
  })

  test('a field is dragged into a parameter, at the caret', async () => {
    const { page } = seat()
    const { service } = stage()
    await bringAsking()
    const { input, form, opened } = await open('Ask')
    await page.keyboard.press('1')
    const column = input.getByRole('columnheader', { name: /name/ })
    await column.dragTo(form.getByRole('textbox', { name: 'URL' }))
    await form.getByText(`${service.address}/peopleAda`).waitFor()
    await opened.getByText(`{{ $json.name }}`).first().waitFor()
    await page.keyboard.press(']')
    const next = page.getByRole('dialog', { name: 'Keep' })
    await next
      .getByRole('region', { name: 'Input' })
      .getByRole('columnheader', { name: /reservation/ })
      .dragTo(next.getByRole('button', { name: /Add field/ }))
    await next.getByText('rs_8106').nth(1).waitFor()
    await page.keyboard.press('Escape')
  })
}
