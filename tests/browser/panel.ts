/** A node opened: its form, expressions, the data around it, code, pinned items. */
import { importWorkflows } from '@millrace/api'
import { expect, test } from 'vitest'
import { card, choose } from './cards.ts'
import { asking, calling, invoicing } from './documents.ts'
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

  test('the reader of expressions comes with the first node that is opened, and not with the workflow', async () => {
    const { page } = seat()
    await bringAsking()
    const readers = async () => {
      const loaded = await page.evaluate<readonly string[]>(
        `performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.endsWith('.js'))`,
      )
      const texts = await Promise.all(loaded.map(async (address) => (await fetch(address)).text()))
      return texts.filter((text) => text.includes('Unterminated template')).length
    }
    expect(await readers()).toBe(0)
    await open('Ask')
    await expect.poll(readers).toBe(1)
    await page.keyboard.press('Escape')
  })

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

  test('a workflow to call is chosen from the list, and the fields it declares are filled in', async () => {
    const { page, client, bring } = seat()
    await client.call(importWorkflows, { body: { texts: [JSON.stringify(invoicing)] } })
    await bring(calling)
    const { form } = await open('Call')
    await choose(page, form.getByRole('combobox', { name: 'Workflow', exact: true }), 'Invoicing')
    await form.getByRole('button', { name: 'Add field' }).click()
    await page.getByRole('menuitem', { name: 'All of them' }).click()
    await form.getByRole('textbox', { name: 'customer' }).fill('Ada')
    await form.getByRole('textbox', { name: 'total' }).fill('={{ 2 + 3 }}')
    expect(await unnamedControls(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+Enter')
    await page.getByText('Succeeded', { exact: true }).waitFor()
    const { output } = await open('Call')
    await output
      .getByRole('radio', { name: 'JSON' })
      .or(output.getByRole('button', { name: 'JSON' }))
      .first()
      .click()
    const json = output.getByRole('region', { name: 'JSON' })
    await json.getByText('"Ada"').waitFor()
    await json.getByText('5', { exact: true }).waitFor()
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

  test('an expression is written with help, and shows what it comes to', async () => {
    const { page } = seat()
    const { service } = stage()
    await bringAsking()
    const { form, input } = await open('Ask')
    await form.getByRole('radiogroup', { name: /^URL/ }).getByText('Expression').click()
    await form.getByRole('radiogroup', { name: /^URL/ }).getByText('Expression').click()
    await form.getByRole('textbox', { name: 'URL' }).press('End')
    await page.keyboard.type('?who={{')
    await page.getByRole('option', { name: /^\$json\.name/ }).waitFor()
    await page.keyboard.type('$json.na')
    await page.getByRole('option', { name: /^name/, selected: true }).waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.type('.toTit')
    await page.getByRole('option', { name: /^toTitleCase/, selected: true }).waitFor()
    await page.keyboard.press('Tab')
    const url = form.getByRole('textbox', { name: 'URL' })
    expect(await url.innerText()).toBe(`${service.address}/people?who={{ $json.name.toTitleCase() }}`)
    await form.getByText(`${service.address}/people?who=Ada`).waitFor()
    await page.keyboard.press('Escape')

    await open('Ask')
    await input.getByRole('button', { name: 'Next item' }).click()
    await form.getByText(`${service.address}/people?who=Bob`).waitFor()
    await page.locator('.cm-block').hover({ position: { x: 72, y: 8 } })
    await page.locator('.cm-tooltip').getByText('name: string').waitFor()
  })

  test('an expression is given room, and what it comes to is seen whole', async () => {
    const { page } = seat()
    await bringAsking()
    const { form } = await open('Ask')
    await form.getByRole('radiogroup', { name: /^URL/ }).getByText('Expression').click()
    await form.getByRole('textbox', { name: 'URL' }).click()
    await page.keyboard.press('Control+e')
    const room = page.getByRole('dialog', { name: 'URL' })
    const text = room.getByRole('textbox', { name: 'URL, in full size' })
    await text.fill('{{ { who: $json.name, list: [1, 2] } }}')
    await room.getByRole('region', { name: 'Result' }).getByText('who').waitFor()
    await room.getByRole('region', { name: 'Result' }).getByText('"Ada"').waitFor()
    await text.press('Control+a')
    await page.keyboard.type('{{$json.na')
    await page.getByRole('option', { name: /^name/, selected: true }).waitFor()
    await page.keyboard.press('Enter')
    await room.getByRole('region', { name: 'Result' }).getByText('Ada', { exact: true }).waitFor()
    expect(await unnamedControls(page)).toEqual([])
    await room.getByRole('button', { name: 'Done' }).click()
    await expect
      .poll(() => form.getByRole('textbox', { name: 'URL' }).innerText())
      .toMatch(/^\{\{ ?\$json\.name ?\}\}$/)
  })

  test('a mistake is underlined where it is, and offers what was meant', async () => {
    const { page } = seat()
    await bringAsking()
    const { form } = await open('Ask')
    await form.getByRole('radiogroup', { name: /^URL/ }).getByText('Expression').click()
    const url = form.getByRole('textbox', { name: 'URL' })
    await url.fill("{{ $('Peple').first().json.name }}")
    await expect.poll(() => page.locator('.cm-mistake').allTextContents()).toEqual(["'Peple'"])
    await form.getByRole('button', { name: 'Use “People”' }).click()
    await expect.poll(() => url.innerText()).toBe("{{ $('People').first().json.name }}")
    await form.getByText('Ada', { exact: true }).waitFor()

    await url.fill('to {{ $json.nme }}')
    await expect.poll(() => page.locator('.cm-doubt').allTextContents()).toEqual(['nme'])
    await page.locator('.cm-doubt').hover()
    await page.locator('.cm-tooltip').getByText('has no field').waitFor()
    await form.getByRole('button', { name: 'Use “name”' }).click()
    await form.getByText('to Ada', { exact: true }).waitFor()

    await url.fill('{{ $json. }}')
    await page.locator('.cm-mistake').waitFor()
    await form.getByRole('radiogroup', { name: /^URL/ }).getByText('Fixed').click()
    expect(await form.getByRole('textbox', { name: 'URL' }).inputValue()).toBe('{{ $json. }}')
  })

  test('= begins an expression, and the cursor goes along', async () => {
    const { page } = seat()
    await bringAsking()
    const { form, output } = await open('Keep')
    await form.getByRole('button', { name: /Add field/ }).click()
    await form.getByRole('textbox', { name: 'Name' }).fill('who')
    await form.getByRole('textbox', { name: 'Value of who' }).focus()
    await page.keyboard.type('=')
    await page.getByRole('option').first().waitFor()
    await page.keyboard.type("$('People').item.json.name")
    await form.getByText('Ada', { exact: true }).first().waitFor()
    await page.keyboard.press('Control+Enter')
    await output
      .getByText(/^"?Ada"?$/)
      .first()
      .waitFor()
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
    await opened.getByRole('navigation', { name: 'Walk the flow' }).getByRole('button', { name: 'Keep' }).click()
    const next = page.getByRole('dialog', { name: 'Keep' })
    await next
      .getByRole('region', { name: 'Input' })
      .getByRole('columnheader', { name: /reservation/ })
      .dragTo(next.getByRole('button', { name: /Add field/ }))
    await next.getByText('rs_8106').nth(1).waitFor()
    await page.keyboard.press('Escape')
  })

  test('a curl command fills the request, be it pasted into a field, given to the form, or dropped on the canvas', async () => {
    const { page } = seat()
    const { service } = stage()
    await bringAsking(false)
    const copied = (text: string) => page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`)
    const sent = () => service.calls.map(({ method, path, body }) => [method, path, body])
    const { form, opened, output } = await open('Ask')
    await copied(`curl -X PUT '${service.address}/stock?sku=a%20b' \\\n -H 'X-From: curl' --json '{"n": 1}' -o out`)
    await form.getByRole('textbox', { name: 'URL' }).click()
    await page.keyboard.press('Control+v')
    await expect.poll(() => form.getByRole('textbox', { name: 'URL' }).inputValue()).toBe(`${service.address}/stock`)
    await page.keyboard.press('Control+Enter')
    await output.getByText('2 items').waitFor()
    expect(sent()).toEqual([
      ['PUT', '/stock?sku=a%20b', '{"n":1}'],
      ['PUT', '/stock?sku=a%20b', '{"n":1}'],
    ])
    expect(service.calls[0]?.headers['x-from']).toBe('curl')

    await form.getByRole('button', { name: 'Fill from cURL' }).click()
    const dialog = page.getByRole('dialog', { name: 'Fill from cURL' })
    await dialog.getByRole('textbox', { name: 'Command' }).fill('wget https://h/')
    await dialog.getByText('It begins with curl.').waitFor()
    await dialog.getByRole('textbox', { name: 'Command' }).fill(`curl -d a=1 ${service.address}/form`)
    await dialog.getByRole('button', { name: 'Fill', exact: true }).click()
    await expect.poll(() => form.getByRole('textbox', { name: 'URL' }).inputValue()).toBe(`${service.address}/form`)
    await opened.getByRole('button', { name: 'Close' }).click()

    await copied(`curl ${service.address}/pasted`)
    await page.locator('.react-flow__pane').click({ position: { x: 500, y: 120 } })
    await page.keyboard.press('Control+v')
    await card(page, 'HTTP Request').waitFor()
    await page.keyboard.press('Control+z')
    await expect.poll(() => card(page, 'HTTP Request').count()).toBe(0)
  })
}
