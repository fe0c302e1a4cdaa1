/** A service where people sign in: the dialog takes them there, and knows when they are back. */
import { expect, test } from 'vitest'
import { client, startOAuth2Service } from '../integration/oauth2-service.ts'
import { type Stage, seated } from './stage.ts'

export function consenting(stage: () => Stage): void {
  const seat = seated(stage)

  test('a credential is connected in a window of the service, which goes when it is done', async () => {
    const { page, context } = seat()
    const service = await startOAuth2Service()
    try {
      await page.goto(`${stage().millrace.address}/credentials`)
      await page.getByRole('button', { name: 'New credential' }).first().click()
      await page.getByRole('textbox', { name: 'Find a kind' }).fill('OAuth2 API')
      await page.getByRole('button', { name: /^OAuth2 API/ }).click()
      const form = page.getByRole('dialog')
      await form.getByLabel('Name of the credential').fill('Calendar')
      await form.getByLabel('Authorization URL', { exact: true }).fill(`${service.url}/authorize`)
      await form.getByLabel('Access token URL').fill(`${service.url}/token`)
      await form.getByLabel('Client ID').fill(client.id)
      await form.getByLabel('Client secret').fill(client.secret)
      await form.getByText('Not connected', { exact: true }).waitFor()
      await form.getByRole('button', { name: 'Copy callback address' }).click()
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
        `${stage().millrace.address}/rest/oauth2-credential/callback`,
      )
      await form.getByRole('button', { name: 'Connect', exact: true }).click()
      await form.getByText('Connected', { exact: true }).waitFor()
      await expect.poll(() => context.pages().length).toBe(1)
      await form.getByRole('button', { name: 'Save', exact: true }).click()
      await page.getByRole('button', { name: 'Calendar', exact: true }).click()
      await form.getByText('Connected', { exact: true }).waitFor()
      await page.keyboard.press('Escape')
      await page.goto(`${stage().millrace.address}/rest/oauth2-credential/callback?state=guessed`)
      await page.getByRole('heading', { name: 'Not connected' }).waitFor()
      expect(page.url()).toBe(`${stage().millrace.address}/rest/oauth2-credential/callback`)
    } finally {
      service.close()
    }
  })
}
