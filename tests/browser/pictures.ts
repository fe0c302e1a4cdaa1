/** `node tests/browser/pictures.ts`: the pictures of the documentation, from a workflow that really ran. */
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { card } from './cards.ts'
import { findChromium, howToInstall } from './chromium.ts'
import { type Stage, openStage, takeSeat } from './stage.ts'

const folder = join(import.meta.dirname, '../../docs/pictures')

const lines = [
  { sku: 'MR-1042-B', quantity: 4, price: 30, stock: 18 },
  { sku: 'MR-2204-A', quantity: 2, price: 4.2, stock: 40 },
  { sku: 'MR-7310-D', quantity: 12, price: 0.9, stock: 6 },
  { sku: 'MR-3307-A', quantity: 8, price: 32.5, stock: 8 },
  { sku: 'MR-0911-B', quantity: 6, price: 2.75, stock: 31 },
  { sku: 'MR-8080-A', quantity: 24, price: 9.95, stock: 0 },
]
const order = { customer: 'Ada', city: 'Lyon', lines }

/** An order comes in, each of its lines is reserved or ordered, and the caller is told. */
function orderLines(service: string): object {
  const node = (
    name: string,
    type: string,
    typeVersion: number,
    at: readonly [number, number],
    parameters: object,
  ) => ({
    id: name.toLowerCase().replaceAll(/\W+/g, '-'),
    name,
    type: `n8n-nodes-base.${type}`,
    typeVersion,
    position: at,
    parameters,
  })
  const to = (...names: readonly string[]) => names.map((name) => ({ node: name, type: 'main', index: 0 }))
  const field = (name: string, value: string, type = 'string') => ({ id: name, name, value, type })
  const conditions = {
    options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
    combinator: 'and',
    conditions: [
      {
        id: 'c',
        leftValue: '={{ $json.stock }}',
        rightValue: '={{ $json.quantity }}',
        operator: { type: 'number', operation: 'gte' },
      },
    ],
  }
  const body = [
    { name: 'sku', value: '={{ $json.sku }}' },
    { name: 'quantity', value: '={{ $json.quantity }}' },
    { name: 'for', value: "={{ $('Order received').item.json.body.customer }}" },
  ]
  return {
    name: 'Order intake',
    nodes: [
      {
        ...node('Order received', 'webhook', 2, [0, 0], { httpMethod: 'POST', path: 'orders', options: {} }),
        webhookId: 'd1a7',
      },
      node('Each line', 'splitOut', 1, [200, 0], { fieldToSplitOut: 'body.lines', options: {} }),
      node('Is it in stock?', 'if', 2.2, [400, 0], { conditions, options: {} }),
      node('Reserve stock', 'httpRequest', 4.2, [620, -90], {
        method: 'POST',
        url: `${service}/reserve`,
        sendBody: true,
        bodyParameters: { parameters: body },
        options: {},
      }),
      node('Mark reserved', 'set', 3.4, [820, -90], {
        assignments: {
          assignments: [field('status', 'reserved'), field('until', "={{ $now.plus(15, 'minutes').toISO() }}")],
        },
        includeOtherFields: true,
        options: {},
      }),
      node('Ask for more', 'set', 3.4, [620, 110], {
        assignments: {
          assignments: [
            field('subject', '=More {{ $json.sku }}, please'),
            field('missing', '={{ $json.quantity - $json.stock }}', 'number'),
          ],
        },
        options: {},
      }),
      node('Note', 'stickyNote', 1, [0, 140], {
        content: '## Before you publish\nThe shop posts each order here. What is in stock is **held for 15 minutes**.',
        width: 300,
        height: 120,
        color: 4,
      }),
    ],
    connections: {
      'Order received': { main: [to('Each line')] },
      'Each line': { main: [to('Is it in stock?')] },
      'Is it in stock?': { main: [to('Reserve stock'), to('Ask for more')] },
      'Reserve stock': { main: [to('Mark reserved')] },
    },
    settings: { executionOrder: 'v1' },
  }
}

const chromium = findChromium()
if (chromium === undefined) throw new Error(howToInstall)
const stage = await openStage(chromium, 4010)
try {
  await light(stage)
  await dark(stage)
} finally {
  await stage.end()
}

async function light({ millrace, service, ...rest }: Stage): Promise<void> {
  const { page, bring } = await takeSeat({ millrace, service, ...rest }, { colorScheme: 'light' })
  await bring(orderLines(service.address))
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await page.getByText('is live').waitFor()
  for (const status of [200, 200, 503, 200, 200]) {
    service.answerWith(status)
    await post(`${millrace.address}/webhook/orders`)
  }
  await page.reload()
  await run(page)
  await page.screenshot({ path: join(folder, 'canvas.png') })

  await card(page, 'Reserve stock').dblclick()
  const panel = page.getByRole('dialog', { name: 'Reserve stock' })
  await panel.getByText('MR-2204-A').first().click()
  await panel.locator('.cm-content').first().waitFor()
  await panel.getByText('2', { exact: true }).first().waitFor()
  await page.screenshot({ path: join(folder, 'node-panel.png') })

  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Executions' }).click()
  await card(page, 'Mark reserved', 'succeeded').waitFor()
  await page.getByRole('table', { name: 'When each node worked' }).waitFor()
  await page.screenshot({ path: join(folder, 'executions.png') })
}

async function dark(opened: Stage): Promise<void> {
  const { page, bring } = await takeSeat(opened, { colorScheme: 'dark' })
  await bring(orderLines(opened.service.address))
  await run(page)
  await page.screenshot({ path: join(folder, 'canvas-dark.png') })
}

/** Listens, posts an order, and waits until all of it is drawn. */
async function run(page: Page): Promise<void> {
  await card(page, 'Mark reserved').waitFor()
  await page.getByRole('region', { name: 'Run', exact: true }).getByRole('button', { name: /^Run/ }).click()
  await post((await page.getByRole('button', { name: /Copy POST test address/ }).getAttribute('title')) ?? '')
  await page.getByText('Succeeded', { exact: true }).waitFor()
  await card(page, 'Mark reserved', 'succeeded, 4 items').waitFor()
  await page.getByText('held for 15 minutes', { exact: true }).waitFor()
  await page.mouse.move(720, 500)
}

async function post(address: string): Promise<void> {
  await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  })
}
