/** Drafts: saved as one types, kept while the server is away, and never overwritten silently. */
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { card, names, saved } from './cards.ts'
import { asking } from './documents.ts'
import { type Stage, seated } from './stage.ts'

export function drafts(stage: () => Stage): void {
  const seat = seated(stage)
  const bringAsking = () => seat().bring(asking(stage().service.address))

  test('what is typed is saved by itself', async () => {
    const { page } = seat()
    await bringAsking()
    await card(page, 'Keep').click()
    await page.keyboard.press('F2')
    await page.keyboard.type('Remember')
    await page.keyboard.press('Enter')
    await page.getByRole('status').getByText('Saving', { exact: true }).waitFor()
    await saved(page)
    await page.reload()
    await card(page, 'Remember').waitFor()
  })

  test('what could not be saved is kept, and saved when it can be', async () => {
    const { page, context } = seat()
    await bringAsking()
    await context.setOffline(true)
    await card(page, 'Keep').click()
    await page.keyboard.press('d')
    await page.getByRole('alert').getByText('Not saved').waitFor()
    await context.setOffline(false)
    await page.getByRole('button', { name: 'Try now' }).click()
    await saved(page)
    await page.reload()
    await card(page, 'Keep', 'switched off').waitFor()
  })

  test('a change in one tab comes to the other', async () => {
    const { page, context } = seat()
    await bringAsking()
    const other = await context.newPage()
    await other.goto(page.url())
    await card(other, 'Keep').waitFor()
    await card(page, 'Keep').click()
    await page.keyboard.press('d')
    await card(other, 'Keep', 'switched off').waitFor()
    await other.close()
  })

  for (const [choice, kept] of [
    ['Use theirs', 'theirs'],
    ['Keep mine', 'mine'],
  ] as const) {
    test(`of two drafts a person chooses one: ${kept}`, async () => {
      const { page, context } = seat()
      await bringAsking()
      const other = await context.newPage()
      await other.goto(page.url())
      await card(other, 'Start').click()
      await card(page, 'Keep').click()
      await Promise.all([page.keyboard.press('d'), other.keyboard.press('Control+d')])
      const asked = await Promise.any([page, other].map(async (one) => (await newerDraft(one).waitFor(), one)))
      await asked.getByRole('button', { name: choice }).click()
      await saved(asked)
      const doubled = (kept === 'mine') === (asked === other)
      for (const tab of [page, other]) await expect.poll(() => names(tab)).toHaveLength(doubled ? 5 : 4)
      await other.close()
    })
  }
}

function newerDraft(page: Page): Locator {
  return page.getByRole('heading', { name: 'Someone saved a newer draft' })
}
