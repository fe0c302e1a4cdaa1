/**
 * A stranger's first hour: makes an owner, imports a workflow, listens for a call, sees what every node did,
 * publishes, calls the live address, restarts the server, finds everything where it was, and signs out and in.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { card, saved } from './cards.ts'
import { orderIntake } from './documents.ts'
import { unnamedControls } from './names.ts'
import { type Stage, owner } from './stage.ts'

const order = { customer: 'Ada', quantity: 4, price: 30, sku: 'MR-1042-B' }

export function story(stage: () => Stage): void {
  let page: Page
  beforeAll(async () => {
    page = await (await stage().open({ reducedMotion: 'no-preference' })).newPage()
  })
  afterAll(() => page.context().close())

  test('becomes the owner', async () => {
    await page.goto(`${stage().millrace.address}/`)
    await page.getByLabel('Email').fill(owner.email)
    await page.getByLabel('Password', { exact: true }).fill('river')
    await page.getByText('3 more characters at least.').waitFor()
    await page.getByLabel('Password', { exact: true }).fill(owner.password)
    expect(await unnamedControls(page)).toEqual([])
    await page.getByRole('button', { name: 'Create owner and start' }).click()
    await page.getByText('No workflows yet').waitFor()
    expect(await unnamedControls(page)).toEqual([])
  })

  test('imports a workflow as n8n wrote it', async () => {
    await page.getByRole('button', { name: 'Import', exact: true }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').fill(JSON.stringify(await orderIntake(stage().service.address)))
    await dialog.getByRole('button', { name: 'Import', exact: true }).click()
    await card(page, 'Order received').waitFor()
    await expect.poll(() => page.getByRole('article').count()).toBe(6)
    expect(await unnamedControls(page)).toEqual([])
  })

  test('listens for a call and sees what every node did', async () => {
    const { service } = stage()
    await page.getByRole('button', { name: /^Run/ }).click()
    const address = await page.getByRole('button', { name: /Copy POST test address/ }).getAttribute('title')
    const answer = await post(address ?? '', order)
    expect(answer).toEqual({ status: 200, body: { reserved: 'rs_8106', total: 120 } })
    await page.getByText('Succeeded', { exact: true }).waitFor()
    for (const name of ['Order received', 'Read the order', 'Is it large?', 'Reserve stock', 'Reply reserved']) {
      await card(page, name, 'succeeded, 1 item').waitFor()
    }
    await card(page, 'Reply small', 'not reached').waitFor()
    expect(service.calls.map(({ body }) => JSON.parse(body))).toEqual([{ sku: 'MR-1042-B', customer: 'Ada' }])
  })

  test('opens a node and finds its input, its values and its output', async () => {
    await card(page, 'Reserve stock').dblclick()
    const panel = page.getByRole('dialog', { name: 'Reserve stock' })
    await panel.getByRole('region', { name: 'Input' }).getByText('MR-1042-B').first().waitFor()
    await panel.getByRole('region', { name: 'Parameters' }).getByText('Ada').first().waitFor()
    await panel.getByRole('region', { name: 'Output' }).getByText('"rs_8106"').first().waitFor()
    expect(await unnamedControls(page)).toEqual([])
    await page.keyboard.press('Escape')
  })

  test('publishes, and the live address answers', async () => {
    const { millrace } = stage()
    await saved(page)
    await page.getByRole('button', { name: 'Publish', exact: true }).click()
    await page.getByText('“Order intake” is live').waitFor()
    const answer = await post(`${millrace.address}/webhook/orders`, { ...order, quantity: 1 })
    expect(answer).toEqual({ status: 200, body: { reserved: null, total: 30 } })
  })

  test('finds everything after a restart', async () => {
    const { millrace } = stage()
    await millrace.restart()
    expect(await post(`${millrace.address}/webhook/orders`, order)).toMatchObject({ status: 200 })
    await page.goto(`${millrace.address}/`)
    await page.getByRole('link', { name: 'Order intake' }).click()
    await page.getByRole('link', { name: 'Executions' }).click()
    await page.getByRole('navigation', { name: 'Runs' }).getByRole('link').nth(2).waitFor()
    await page.getByRole('table', { name: 'When each node worked' }).waitFor()
  })

  test('signs out, and in again', async () => {
    await page.goto(`${stage().millrace.address}/`)
    await page.getByRole('button', { name: 'owner', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.getByLabel('Email').fill(owner.email)
    await page.getByLabel('Password', { exact: true }).fill('a guess')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    await page.getByLabel('Password', { exact: true }).fill(owner.password)
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Order intake' }).waitFor()
  })
}

async function post(address: string, body: object): Promise<{ status: number; body: unknown }> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: await response.json() }
}
