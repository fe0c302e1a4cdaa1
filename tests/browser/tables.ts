/** Data tables: made, filled, found, sorted and emptied by hand, and opened from the node that uses one. */
import { createDataTable, deleteRows, insertRows, listRows } from '@millrace/api'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { card, choose } from './cards.ts'
import { unnamedControls } from './names.ts'
import { type Stage, seated } from './stage.ts'

const cell = (page: Page, row: number, column: number) => page.locator(`[data-cell="${row}:${column}"]`)

export function tables(stage: () => Stage): void {
  const seat = seated(stage)
  const focused = () => seat().page.evaluate<string>('document.activeElement?.dataset.cell ?? ""')

  async function filled(name: string, rows: number) {
    const columns = [
      { name: 'city', type: 'string' as const },
      { name: 'people', type: 'number' as const },
    ]
    const { client, page } = seat()
    const { id } = await client.call(createDataTable, { body: { name, columns } })
    const body = { rows: Array.from({ length: rows }, (_, n) => ({ city: `City ${n}`, people: 1000 - n })) }
    await client.call(insertRows, { params: { id }, body })
    await page.goto(`${stage().millrace.address}/data-tables/${id}`)
    await cell(page, 0, 1).waitFor()
    return { id, kept: async () => (await client.call(listRows, { params: { id }, query: {} })).rows }
  }

  test('a table is made, says which column cannot be, and is written with the keyboard alone', async () => {
    const { page } = seat()
    await page.goto(`${stage().millrace.address}/data-tables`)
    await page.getByRole('button', { name: 'New table' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'New data table' })
    await dialog.getByLabel('Name', { exact: true }).fill('Customers')
    await dialog.getByLabel('Column 1: name').fill('full name')
    await dialog.getByRole('button', { name: 'Add a column' }).click()
    await dialog.getByLabel('Column 2: name').fill('age')
    await choose(page, dialog.getByLabel('Column 2: type'), 'Number')
    await dialog.getByRole('button', { name: 'Add a column' }).click()
    await dialog.getByLabel('Column 3: name').fill('active')
    await choose(page, dialog.getByLabel('Column 3: type'), 'True or false')
    expect(await unnamedControls(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Create table' }).click()
    await dialog.getByText('It begins with a letter', { exact: false }).waitFor()
    await dialog.getByLabel('Column 1: name').fill('name')
    await dialog.getByRole('button', { name: 'Create table' }).click()

    await page.getByText('No rows yet').waitFor()
    await page.getByRole('button', { name: 'Add row' }).first().click()
    await cell(page, 0, 1).focus()
    await page.keyboard.type('Ada')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('Lovelace')
    await page.keyboard.press('Tab')
    await expect.poll(focused).toBe('0:2')
    await page.keyboard.type('36 years')
    await page.keyboard.press('Tab')
    await expect.poll(() => page.getByLabel('age of row 1').getAttribute('aria-invalid')).toBe('true')
    await page.getByLabel('age of row 1').fill('36')
    await page.keyboard.press('Tab')
    await expect.poll(focused).toBe('0:3')
    await page.keyboard.press('Enter')
    await cell(page, 0, 3).getByText('true').waitFor()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Delete')
    await expect.poll(() => cell(page, 0, 2).innerText()).toBe('')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.type('nobody')
    await page.keyboard.press('Escape')
    await expect.poll(focused).toBe('0:1')
    await page.reload()
    await expect.poll(() => cell(page, 0, 1).innerText()).toMatch(/^Ada\s+Lovelace$/)
  })

  test('a file becomes a table, and another one adds to it; what does not fit is said', async () => {
    const { page, client } = seat()
    const pick = (label: string, name: string, text: string) => {
      const choosing = page.waitForEvent('filechooser')
      return Promise.all([
        page.getByRole('button', { name: label }).click(),
        choosing.then((chooser) => chooser.setFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })),
      ])
    }
    await page.goto(`${stage().millrace.address}/data-tables`)
    await page.getByRole('button', { name: 'New table' }).first().click()
    const lines = Array.from({ length: 1200 }, (_, n) => `Customer ${n};${n};2024-01-31`)
    await pick('From a CSV file', 'Orders 2024.csv', ['Full name;Amount;Ordered at', ...lines].join('\n'))
    await page.getByText('1,200 rows of “Orders 2024” come along.').waitFor()
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Orders 2024')
    await page.getByLabel('Column 1: name').fill('customer')
    await choose(page, page.getByLabel('Column 1: type'), 'Number')
    await page.getByRole('button', { name: 'Create table' }).click()
    await page.getByText('Row 1 has “Customer 0” for “customer”, which holds numbers.').waitFor()
    await choose(page, page.getByLabel('Column 1: type'), 'Text')
    await page.getByRole('button', { name: 'Create table' }).click()
    await page.getByText('1–100 of 1,200').waitFor()
    await cell(page, 0, 1).getByText('Customer 0', { exact: true }).waitFor()

    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Add rows from CSV' }).click()
    await pick('Choose a CSV file', 'more.csv', 'Customer,AMOUNT,colour\n"Smith, Jane",many,red\n')
    await page.getByText('Taken: customer, Amount. Left out: colour.').waitFor()
    await page.getByRole('button', { name: 'Add rows', exact: true }).click()
    await page.getByText('Row 1 has “many” for “Amount”').waitFor()
    await pick('more', 'more.csv', 'Customer,AMOUNT\n"Smith, Jane",7\n')
    await page.getByText('Taken: customer, Amount.', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Add rows', exact: true }).click()
    await page.getByText('1–100 of 1,201').waitFor()
    const id = page.url().split('/').at(-1) ?? ''
    const { rows } = await client.call(listRows, { params: { id }, query: { search: 'smith' } })
    expect(rows[0]?.cells).toEqual({ customer: 'Smith, Jane', Amount: 7, Ordered_at: null })
  })

  test('what is written goes to its row, though rows are gone meanwhile, and a click elsewhere goes elsewhere', async () => {
    const { page, client } = seat()
    const { id, kept } = await filled('Moving', 4)
    await cell(page, 2, 1).dblclick()
    const editor = page.getByLabel('city of row 3')
    await editor.fill('Third city')
    await client.call(deleteRows, { params: { id }, body: { ids: [1] } })
    await expect.poll(() => page.getByRole('row').count(), { timeout: 15_000 }).toBe(4)
    expect(await editor.inputValue()).toBe('Third city')
    await cell(page, 0, 2).click()
    await cell(page, 1, 1).getByText('Third city').waitFor()
    await expect.poll(focused).toBe('0:2')
    expect((await kept()).map((row) => row.cells['city'])).toEqual(['City 1', 'Third city', 'City 3'])
  }, 60_000)

  test('rows are found, sorted, turned through and deleted', async () => {
    const { page } = seat()
    const { kept } = await filled('Cities', 120)
    await page.getByText('1–100 of 120').waitFor()
    await page
      .getByRole('columnheader', { name: /people/ })
      .getByRole('button')
      .click()
    await page.getByRole('menuitem', { name: 'Sort ascending' }).click()
    await cell(page, 0, 1).getByText('City 119').waitFor()
    await page.getByRole('button', { name: 'Next page' }).click()
    await page.getByText('101–120 of 120').waitFor()
    await cell(page, 19, 1).getByText('City 0', { exact: true }).waitFor()

    await page.getByLabel('Find rows').fill('city 11')
    await cell(page, 0, 1).getByText('City 119').waitFor()
    await expect.poll(() => page.getByRole('row').count()).toBe(12)
    await page.getByLabel('Select row 120', { exact: true }).check()
    await page.getByLabel('Select row 119', { exact: true }).check()
    await page.getByRole('button', { name: 'Delete 2 rows' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete rows' }).click()
    await expect.poll(() => page.getByRole('row').count()).toBe(10)
    await page.getByLabel('Find rows').fill('Atlantis')
    await page.getByText('No row has “Atlantis”').waitFor()
    await page.getByRole('button', { name: 'Show all' }).click()
    await page.getByText('1–100 of 118').waitFor()
    await page.getByRole('button', { name: 'Next page' }).click()
    await page.getByText('101–118 of 118').waitFor()
    await page.getByLabel('Select all rows').check()
    await page.getByRole('button', { name: 'Delete 18 rows' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete rows' }).click()
    await cell(page, 99, 1).waitFor()
    await expect.poll(() => page.getByRole('row').count()).toBe(101)
    expect((await kept()).some((row) => row.id === 120)).toBe(false)
  })

  test('columns come, are renamed and go; a table is downloaded, renamed and deleted', async () => {
    const { page } = seat()
    const { kept } = await filled('Towns', 2)
    await page.getByRole('button', { name: 'Add column' }).click()
    await page.getByLabel('Column: name').fill('City')
    await page.getByRole('dialog').getByRole('button', { name: 'Add column' }).click()
    await page.getByText('There is more than one column “City”').waitFor()
    await page.getByLabel('Column: name').fill('country')
    await page.getByRole('dialog').getByRole('button', { name: 'Add column' }).click()
    await page
      .getByRole('columnheader', { name: /people/ })
      .getByRole('button')
      .click()
    await page.getByRole('menuitem', { name: 'Rename' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('inhabitants')
    await page.keyboard.press('Enter')
    await page.getByRole('columnheader', { name: /inhabitants/ }).waitFor()
    await page.getByRole('columnheader', { name: /city/ }).getByRole('button').click()
    await page.getByRole('menuitem', { name: 'Delete column' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete column' }).click()
    await expect.poll(async () => (await kept())[0]?.cells).toEqual({ inhabitants: 1000, country: null })

    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Download as CSV' }).click()
    expect((await downloading).suggestedFilename()).toBe('Towns.csv')
    await page.getByRole('link', { name: 'All data tables' }).click()
    await page.getByRole('button', { name: 'More for Towns' }).click()
    await page.getByRole('menuitem', { name: 'Rename' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('Places')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Places' }).click()
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Delete table' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete table' }).click()
    await page.getByText('“Places” is deleted').waitFor()
    await expect.poll(() => page.getByRole('link', { name: 'Places' }).count()).toBe(0)
  })

  test('the node that uses a table opens it', async () => {
    const { page, bring, context } = seat()
    const { id } = await filled('Used by a node', 1)
    await bring({
      name: 'Uses a table',
      nodes: [
        {
          id: 'a',
          name: 'Rows',
          type: 'n8n-nodes-base.dataTable',
          typeVersion: 1,
          position: [0, 0],
          parameters: { operation: 'get', dataTableId: { __rl: true, mode: 'list', value: id } },
        },
      ],
      connections: {},
    })
    await card(page, 'Rows').dblclick()
    const opening = context.waitForEvent('page')
    await page.getByRole('link', { name: 'Open Data table' }).click()
    const opened = await opening
    await opened.getByRole('heading', { name: 'Used by a node' }).waitFor()
  })
}
