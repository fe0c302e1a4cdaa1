/** Running: watching, stopping, failing and going on, listening, live; and what ran before. */
import { expect, test } from 'vitest'
import { card, choose } from './cards.ts'
import { asking, buyerAsked, orderIntake, started } from './documents.ts'
import { unnamedControls } from './names.ts'
import { type Stage, seated } from './stage.ts'

export function running(stage: () => Stage): void {
  const seat = seated(stage)
  const bringAsking = (name?: string) => seat().bring(asking(stage().service.address, name))
  const filled = () => seat().page.locator('.react-flow__edge path[pathLength="1"]').count()

  test('a node at work is seen at work, channels fill, and it stops', async () => {
    const { page } = seat()
    const { service } = stage()
    await bringAsking()
    service.hold()
    expect(await filled()).toBe(0)
    await page.keyboard.press('Control+Enter')
    await card(page, 'Ask', 'running').waitFor()
    await card(page, 'People', 'succeeded, 2 items').waitFor()
    await expect.poll(filled).toBe(2)
    await page.reload()
    await card(page, 'Ask', 'running').waitFor()
    await page.getByRole('button', { name: /^Stop/ }).click()
    await page.getByText('Stopped', { exact: true }).waitFor()
    await card(page, 'Keep', 'not reached').waitFor()
  })

  test('a failed run goes on from where it failed', async () => {
    const { page } = seat()
    const { service } = stage()
    await bringAsking()
    service.answerWith(500)
    await page.keyboard.press('Control+Enter')
    await page.getByText('Failed at “Ask”').waitFor()
    await card(page, 'People', 'succeeded, 2 items').waitFor()
    await page.getByRole('button', { name: 'Open it' }).click()
    const output = page.getByRole('dialog', { name: 'Ask' }).getByRole('region', { name: 'Output' })
    await output.getByText('500').first().waitFor()
    await page.keyboard.press('Escape')
    service.answerWith(200)
    await page.getByRole('button', { name: 'Retry from failed' }).click()
    await page.getByText('Succeeded', { exact: true }).waitFor()
    await card(page, 'People').getByText('from before').waitFor()
    await card(page, 'Keep', 'succeeded, 2 items').waitFor()
    await expect.poll(filled).toBe(3)
  })

  test('a run that cannot start says at the node why', async () => {
    const { page } = seat()
    await bringAsking()
    await card(page, 'Ask').dblclick()
    const parameters = page.getByRole('region', { name: 'Parameters' })
    await choose(page, parameters.getByRole('combobox', { name: 'Authentication' }), /generic/i)
    await choose(page, parameters.getByRole('combobox', { name: 'Generic auth type' }), /Header/)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+Enter')
    await page.getByText('Failed at “Ask”').waitFor()
    await card(page, 'Ask', 'failed: “Ask” needs a credential').waitFor()
    expect(stage().service.calls).toEqual([])
  })

  test('a test event is waited for, and the listening can be ended', async () => {
    const { page, bring } = seat()
    const document = JSON.stringify(await orderIntake(stage().service.address, 'Listening'))
    await bring(JSON.parse(document.replace('"orders"', '"listening"')))
    await card(page, 'Order received').dblclick()
    await page.getByRole('button', { name: 'Listen for a test event' }).click()
    const address = `${stage().millrace.address}/webhook-test/listening`
    const order = JSON.stringify({ customer: 'Bo', quantity: 1, price: 5, sku: 'X' })
    await page.getByRole('button', { name: 'Stop listening' }).click()
    await page.getByRole('button', { name: 'Listen for a test event' }).click()
    await page.getByRole('button', { name: 'Stop listening' }).waitFor()
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: order,
    })
    expect([answer.status, await answer.json()]).toEqual([200, { reserved: null, total: 5 }])
    await page.getByRole('region', { name: 'Output' }).getByText('"Bo"').first().waitFor()
    await page.keyboard.press('Escape')
    await card(page, 'Reply small', 'succeeded, 1 item').waitFor()
  })

  test('a form is tried from where its address stands', async () => {
    const { page, context, bring } = seat()
    await bring({
      name: 'Tried',
      nodes: [
        {
          id: 'f',
          name: 'Visitor',
          type: 'n8n-nodes-base.formTrigger',
          typeVersion: 2.2,
          position: [0, 0],
          webhookId: 'tried',
          parameters: {
            formTitle: 'Who?',
            formFields: { values: [{ fieldLabel: 'Name' }] },
            options: { path: 'tried' },
          },
        },
      ],
      connections: {},
    })
    await card(page, 'Visitor').dblclick()
    const opening = context.waitForEvent('page')
    await page.getByRole('link', { name: 'Open the test address' }).first().click()
    const form = await opening
    await form.getByLabel('Name').fill('Ada')
    await form.getByRole('button').click()
    await page.getByRole('region', { name: 'Output' }).getByText('"Ada"').first().waitFor()
    await form.close()
    await page.keyboard.press('Escape')
  })

  test('a run that waits for a form opens it, and one that waits for a call says where', async () => {
    const { page, bring, context } = seat()
    await bring(buyerAsked('form'))
    await page.keyboard.press('Control+Enter')
    const opening = context.waitForEvent('page')
    await page.getByRole('link', { name: 'Open the form' }).click()
    const form = await opening
    await form.getByLabel('Day').fill('Monday')
    await form.getByRole('button').click()
    await page.getByText('Succeeded', { exact: true }).waitFor()
    await form.close()

    await bring(buyerAsked('webhook'))
    await page.keyboard.press('Control+Enter')
    await page.getByRole('button', { name: 'Copy address that it waits at, GET' }).click()
    const address = await page.evaluate<string>('navigator.clipboard.readText()')
    await page.getByRole('link', { name: 'Executions' }).click()
    await page.getByText('“Ask the buyer” waits for an answer').waitFor()
    expect(await unnamedControls(page)).toEqual([])
    expect((await fetch(address)).status).toBe(200)
    await page.getByText('Succeeded', { exact: true }).waitFor()
    await expect.poll(() => page.getByText('“Ask the buyer” waits for an answer').count()).toBe(0)
  })

  test('what a workflow noted of its run stands with the run', async () => {
    const { page, bring } = seat()
    const values = [
      { key: 'customer', value: 'Ada Lovelace' },
      { key: 'amount', value: '={{ 6 * 7 }}' },
    ]
    const parameters = { dataToSave: { values } }
    await bring(started('Noted', { name: 'Note', type: 'n8n-nodes-base.executionData', typeVersion: 1.1, parameters }))
    await page.keyboard.press('Control+Enter')
    await page.getByText('Succeeded', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Executions' }).click()
    const noted = page.getByLabel('Highlighted data')
    await noted.waitFor()
    expect(await noted.innerText()).toMatch(/customer\s+Ada Lovelace\s+amount\s+42/)
    await page.getByRole('navigation', { name: 'Runs' }).getByText('customer Ada Lovelace').waitFor()
  })

  test('history shows a run on the same canvas, and runs it again', async () => {
    const { page } = seat()
    await bringAsking('Kept')
    await page.keyboard.press('Control+Enter')
    await page.getByText('Succeeded', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Executions' }).click()
    const runs = page.getByRole('navigation', { name: 'Runs' }).getByRole('link')
    await card(page, 'Keep', 'succeeded').waitFor()
    await expect.poll(() => runs.count()).toBe(1)
    await page.getByRole('button', { name: 'Run again' }).click()
    await expect.poll(() => runs.count()).toBe(2)
    await page.getByRole('row', { name: /^Ask/ }).click()
    await page.getByRole('dialog', { name: 'Ask' }).getByText('"rs_8106"').first().waitFor()
    await page.keyboard.press('Escape')
    expect(await unnamedControls(page)).toEqual([])
    await page.getByRole('button', { name: 'Open in editor' }).click()
    await card(page, 'Start').waitFor()
    await page.goto(`${stage().millrace.address}/executions`)
    await page.getByRole('link', { name: 'Kept' }).first().click()
    await card(page, 'Keep', 'succeeded, 2 items').waitFor()
  })

  test('a failed run is retried from history', async () => {
    const { page } = seat()
    const { service } = stage()
    await bringAsking('Failing')
    service.answerWith(500)
    await page.keyboard.press('Control+Enter')
    await page.getByText('Failed at “Ask”').waitFor()
    service.answerWith(200)
    await page.goto(`${stage().millrace.address}/executions`)
    await page
      .getByRole('radio', { name: 'Failed' })
      .or(page.getByRole('button', { name: 'Failed' }))
      .first()
      .click()
    await page.getByRole('link', { name: 'Failing' }).first().click()
    await page.getByRole('button', { name: 'Retry from failed' }).click()
    await card(page, 'Keep', 'succeeded, 2 items').waitFor()
    await page.getByRole('heading', { name: /^Run/ }).waitFor()
    await page.getByText('Retry,', { exact: false }).waitFor()
  })
}
