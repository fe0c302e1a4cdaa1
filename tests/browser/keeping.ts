/** The list of workflows: making, finding, renaming, doubling, downloading, publishing, deleting, bringing in. */
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { card, saved } from './cards.ts'
import { asking, orderIntake } from './documents.ts'
import { type Stage, seated } from './stage.ts'

export function keeping(stage: () => Stage): void {
  const seat = seated(stage)
  const list = async () => {
    await seat().page.goto(`${stage().millrace.address}/`)
    await seat().page.getByRole('heading', { name: 'Workflows' }).waitFor()
  }
  const link = (name: string) => seat().page.getByRole('link', { name, exact: true })
  const choose = async (workflow: string, deed: string) => {
    const { page } = seat()
    await page.getByRole('button', { name: `More for ${workflow}`, exact: true }).click()
    await page.getByRole('menuitem', { name: deed }).click()
    await expect.poll(() => page.getByRole('menu').count()).toBe(0)
  }

  test('a new workflow is named, and stands in the list', async () => {
    const { page } = seat()
    await list()
    await page.keyboard.press('n')
    await page.getByRole('heading', { name: 'Start your workflow' }).waitFor()
    await page.getByTitle('rename').click()
    await page.getByLabel('Name of the workflow').fill('Weekly letter')
    await page.keyboard.press('Enter')
    await saved(page)
    await page.getByRole('link', { name: 'All workflows' }).click()
    await link('Weekly letter').waitFor()
  })

  test('it is found by its name', async () => {
    const { page, bring } = seat()
    await bring(asking(stage().service.address, 'Needle'))
    await bring(asking(stage().service.address, 'Haystack'))
    await list()
    await link('Haystack').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('need')
    await expect.poll(() => link('Haystack').count()).toBe(0)
    await link('Needle').waitFor()
    await page.getByRole('textbox', { name: 'Find workflows' }).fill('nothing at all')
    await page.getByRole('button', { name: 'Show all' }).click()
    await link('Haystack').waitFor()
  })

  test('it is renamed, doubled, downloaded and deleted', async () => {
    const { page, bring } = seat()
    await bring(asking(stage().service.address, 'Draft one'))
    await list()
    await choose('Draft one', 'Rename')
    await page.getByRole('dialog').getByLabel('Name').fill('Renamed')
    await page.keyboard.press('Enter')
    await link('Renamed').waitFor()

    await choose('Renamed', 'Duplicate')
    await link('Renamed copy').waitFor()

    const downloading = page.waitForEvent('download')
    await choose('Renamed', 'Download')
    const download = await downloading
    expect(download.suggestedFilename()).toBe('Renamed.json')
    expect(JSON.parse(await readFile(await download.path(), 'utf8'))).toMatchObject(
      asking(stage().service.address, 'Renamed'),
    )

    await choose('Renamed copy', 'Delete')
    await page.getByRole('button', { name: 'Delete workflow' }).click()
    await page.getByText('“Renamed copy” is deleted').waitFor()
    await expect.poll(() => link('Renamed copy').count()).toBe(0)
    await link('Renamed').waitFor()
  })

  test('a switch in the list makes it live, and takes it offline', async () => {
    const { page, bring } = seat()
    const document = JSON.stringify(await orderIntake(stage().service.address, 'Switched'))
    await bring(JSON.parse(document.replace('"orders"', '"switched"')))
    await list()
    const live = page.getByRole('switch', { name: 'Switched is live' })
    const answers = async () => (await fetch(`${stage().millrace.address}/webhook/switched`, { method: 'POST' })).status
    await live.click()
    await expect.poll(() => live.getAttribute('aria-checked')).toBe('true')
    expect(await answers()).not.toBe(404)
    await live.click()
    await expect.poll(() => live.getAttribute('aria-checked')).toBe('false')
    expect(await answers()).toBe(404)
  })

  test('files are picked, and one that holds nothing is named', async () => {
    const { page } = seat()
    await list()
    await page.getByRole('button', { name: 'Import', exact: true }).first().click()
    const intake = JSON.stringify(await orderIntake(stage().service.address, 'Picked'))
    await page.getByLabel('Files').setInputFiles([
      { name: 'picked.json', mimeType: 'application/json', buffer: Buffer.from(intake) },
      { name: 'empty.json', mimeType: 'application/json', buffer: Buffer.from('{}') },
    ])
    await page.getByRole('button', { name: 'Import 2' }).click()
    await page.getByText('“empty.json” is not imported').waitFor()
    await card(page, 'Order received').waitFor()
  })
}
