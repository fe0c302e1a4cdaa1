/** Credentials: made where they are missing, chosen, changed, never shown. */
import { expect, test } from 'vitest'
import { card, choose } from './cards.ts'
import { asking } from './documents.ts'
import { type Stage, seated } from './stage.ts'

export function secrets(stage: () => Stage): void {
  const seat = seated(stage)

  test('a card says what it needs; a new credential signs the request, and is never shown', async () => {
    const { page, bring, context } = seat()
    const { service } = stage()
    const answers: string[] = []
    context.on('response', (response) => {
      // A page that is left takes the answers along that nobody read.
      if (response.request().resourceType() === 'fetch')
        void response.text().then(
          (text) => answers.push(text),
          () => undefined,
        )
    })
    await bring(asking(service.address))
    await card(page, 'Ask').dblclick()
    const parameters = page.getByRole('region', { name: 'Parameters' })
    await choose(page, parameters.getByRole('combobox', { name: 'Authentication' }), /generic/i)
    await choose(page, parameters.getByRole('combobox', { name: 'Generic auth type' }), /Header/)
    await page.keyboard.press('Escape')
    await card(page, 'Ask', 'needs something: Choose a credential').getByRole('button', { name: 'New' }).click()

    const form = page.getByRole('dialog')
    await form.getByLabel('Name of the credential').fill('Stock API')
    await form.getByRole('button', { name: 'Save', exact: true }).click()
    await form.getByText('Nothing is filled in yet').waitFor()
    await form.getByRole('textbox', { name: 'Name', exact: true }).fill('X-Api-Key')
    await form.getByLabel('Value').fill('river-secret')
    await form.getByRole('button', { name: 'Save', exact: true }).click()
    await expect.poll(() => form.count()).toBe(0)
    await card(page, 'Ask').waitFor()
    await page.keyboard.press('Control+Enter')
    await page.getByText('Succeeded', { exact: true }).waitFor()
    expect(service.calls.map(({ headers }) => headers['x-api-key'])).toEqual(['river-secret', 'river-secret'])

    await card(page, 'Ask').dblclick()
    await parameters.getByRole('button', { name: 'Choose for Header Auth' }).click()
    await page.getByRole('menuitem', { name: 'Use none' }).click()
    await parameters.getByText('Choose a credential', { exact: true }).waitFor()
    await parameters.getByRole('button', { name: 'Choose for Header Auth' }).click()
    await page.getByRole('menuitem', { name: 'Stock API' }).click()
    await parameters.getByRole('button', { name: 'Edit credential' }).click()
    await expect.poll(() => form.last().getByLabel('Value').inputValue()).toBe('')
    await form.last().getByLabel('Value').fill('other-secret')
    await form.last().getByRole('button', { name: 'Save', exact: true }).click()
    await expect.poll(() => page.getByLabel('Name of the credential').count()).toBe(0)
    service.calmDown()
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => service.calls[0]?.headers['x-api-key']).toBe('other-secret')
    await page.keyboard.press('Escape')
    expect(answers.filter((text) => /(river|other)-secret/.test(text))).toEqual([])
  })

  test('one is tried where it is to be used', async () => {
    const { page } = seat()
    const { service } = stage()
    await page.goto(`${stage().millrace.address}/credentials`)
    await page.getByRole('button', { name: 'New credential' }).first().click()
    await page.getByRole('textbox', { name: 'Find a kind' }).fill('bearer')
    await page
      .getByRole('button', { name: /Bearer/ })
      .first()
      .click()
    await page.getByLabel('Name of the credential').fill('Tried')
    await page.getByRole('dialog').locator('input[type=password]').fill('brook')
    expect(await page.getByRole('button', { name: 'Save and test' }).isDisabled()).toBe(true)
    await page.getByLabel('Address to try it at').fill(`${service.address}/me`)
    await page.getByRole('button', { name: 'Save and test' }).click()
    await page.getByText('The credential works.').waitFor()
    expect(service.calls.map(({ path, headers }) => [path, headers.authorization])).toEqual([['/me', 'Bearer brook']])
    service.answerWith(401)
    await page.getByRole('button', { name: 'Save and test' }).click()
    await page.getByText('The service does not accept it. (401 Unauthorized)').waitFor()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('button', { name: 'Tried', exact: true }).waitFor()
  })

  test('a service is found by a part of its name, and its credential signs the request', async () => {
    const { page, bring } = seat()
    const { service } = stage()
    await bring(asking(service.address))
    await card(page, 'Ask').dblclick()
    const parameters = page.getByRole('region', { name: 'Parameters' })
    await choose(page, parameters.getByRole('combobox', { name: 'Authentication' }), /service/i)
    await parameters.getByRole('combobox', { name: 'Credential type' }).click()
    await page.getByRole('combobox', { name: 'Find: Credential type' }).fill('personal access')
    await page.getByRole('option', { name: /^Airtable/ }).click()
    await parameters.getByRole('button', { name: 'New', exact: true }).click()
    const form = page.getByRole('dialog').last()
    await form.getByLabel('Access Token').fill('river-token')
    await form.getByRole('button', { name: 'Save', exact: true }).click()
    await expect.poll(() => page.getByLabel('Name of the credential').count()).toBe(0)
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => service.calls[0]?.headers.authorization).toBe('Bearer river-token')
    await page.keyboard.press('Escape')
  })

  test('the list makes, opens and deletes them', async () => {
    const { page } = seat()
    await page.goto(`${stage().millrace.address}/credentials`)
    await page.getByRole('button', { name: 'New credential' }).first().click()
    await page.getByRole('textbox', { name: 'Find a kind' }).fill('basic')
    await page.getByRole('button', { name: /Basic/ }).first().click()
    await page.getByLabel('Name of the credential').fill('Old intranet')
    await page.getByRole('textbox', { name: 'User', exact: true }).fill('ada')
    await page
      .getByRole('textbox', { name: 'Password', exact: true })
      .or(page.getByLabel('Password'))
      .first()
      .fill('pw')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('button', { name: 'Old intranet', exact: true }).click()
    await expect.poll(() => page.getByRole('textbox', { name: 'User', exact: true }).inputValue()).toBe('ada')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'More for Old intranet' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('button', { name: 'Delete credential' }).click()
    await expect.poll(() => page.getByRole('button', { name: 'Old intranet', exact: true }).count()).toBe(0)
  })
}
