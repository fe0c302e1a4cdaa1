/** Beginning with a template: from the empty canvas, from the palette; it runs as it is. */
import { expect, test } from 'vitest'
import { card, saved } from './cards.ts'
import { asking } from './documents.ts'
import { unnamedControls } from './names.ts'
import { type Stage, seated } from './stage.ts'

export function beginning(stage: () => Stage): void {
  const seat = seated(stage)
  const template = (name: string) => seat().page.getByRole('button', { name, exact: true })
  const heading = (name: string) => seat().page.getByRole('heading', { name, exact: true })

  test('an empty workflow is filled with a template, which runs at once', async () => {
    const { page } = seat()
    await page.goto(`${stage().millrace.address}/`)
    await page.getByRole('heading', { name: 'Workflows' }).waitFor()
    await page.keyboard.press('n')
    await heading('Start your workflow').waitFor()
    const address = new URL(page.url()).pathname
    await page.getByRole('button', { name: 'Start from a template' }).click()

    await template('Clean up a list of contacts').waitFor()
    expect(await unnamedControls(page)).toEqual([])
    await page.keyboard.press('/')
    await page.keyboard.type('contacts csv')
    await expect.poll(() => template('Watch a website and tell when it is down').count()).toBe(0)
    await template('Clean up a list of contacts').click()

    await card(page, 'Has an address?').waitFor()
    expect(new URL(page.url()).pathname).toBe(address)
    await page.getByText('To make it yours').waitFor()
    await page.keyboard.press('Control+Enter')
    await page.getByText('Succeeded', { exact: true }).waitFor()
    await card(page, 'Make a CSV file', 'succeeded, 1 item').waitFor()
    await card(page, 'To look at by hand', 'succeeded, 1 item').waitFor()
  })

  test('a workflow that has nodes is left as it is: the template becomes a new one', async () => {
    const { page, bring } = seat()
    const id = await bring(asking(stage().service.address, 'Stays'))
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Find or do').fill('templates')
    await page.keyboard.press('Enter')
    await heading('Templates').waitFor()
    await page.goto(`${stage().millrace.address}/templates?into=${id}`)
    await template('Add up expenses in one currency').click()
    await card(page, 'Per person').waitFor()
    expect(page.url()).not.toContain(id)
    await page.getByTitle('rename').click()
    await page.getByLabel('Name of the workflow').fill('Expenses of ours')
    await page.keyboard.press('Enter')
    await saved(page)
    await page.goto(`${stage().millrace.address}/workflow/${id}`)
    await card(page, 'Ask').waitFor()
  })

  test('what no template has is said, with a way back', async () => {
    const { page } = seat()
    await page.goto(`${stage().millrace.address}/templates`)
    await template('Send a newsletter in small batches').waitFor()
    await page.getByRole('textbox', { name: 'Find templates' }).fill('submarine')
    await page.getByText('No template has “submarine”').waitFor()
    await page.getByRole('button', { name: 'Show all' }).click()
    await template('Send a newsletter in small batches').waitFor()
  })
}
