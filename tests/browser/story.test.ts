/**
 * A stranger's first hour: makes an owner, imports a workflow, listens for a call, sees what every node did,
 * publishes, calls the live address, restarts the server, and finds everything where it was.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { type Server, createServer } from 'node:http'
import { createServer as createSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findChromium, howToInstall, launch } from './chromium.ts'
import { unnamedControls } from './names.ts'

const chromium = findChromium()
if (chromium === undefined) console.warn(howToInstall)

const order = { customer: 'Ada', quantity: 4, price: 30, sku: 'MR-1042-B' }
const repository = join(import.meta.dirname, '../..')

describe.skipIf(chromium === undefined)('a stranger', () => {
  let browser: Browser
  let page: Page
  let home: string
  let port: number
  let millrace: ChildProcess
  let stock: Server
  let stockAddress: string
  const reserved: unknown[] = []
  const faults: string[] = []

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'millrace-story-'))
    port = await freePort()
    stock = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk) => (body += String(chunk)))
      request.on('end', () => {
        reserved.push(JSON.parse(body))
        response.setHeader('content-type', 'application/json').end('{"reservation":"rs_8106"}')
      })
    })
    const stockPort = await freePort()
    await new Promise<void>((resolve) => void stock.listen(stockPort, '127.0.0.1', resolve))
    stockAddress = `http://127.0.0.1:${stockPort}`
    millrace = await start(home, port)
    browser = await launch(chromium ?? '')
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (line) => {
      if (line.text().includes('Content Security Policy')) faults.push(line.text())
    })
  })

  afterAll(async () => {
    await browser?.close()
    stock?.close()
    if (millrace) await stop(millrace)
    await rm(home, { recursive: true, force: true })
  })

  test('becomes the owner', async () => {
    await page.goto(`http://localhost:${port}/`)
    await page.getByLabel('Email').fill('owner@example.com')
    await page.getByLabel('Password', { exact: true }).fill('river mill wheel')
    expect(await unnamedControls(page)).toEqual([])
    await page.getByRole('button', { name: 'Create owner and start' }).click()
    await page.getByRole('heading', { name: 'Workflows' }).waitFor()
    expect(await unnamedControls(page)).toEqual([])
  })

  test('imports a workflow as n8n wrote it', async () => {
    const text = await readFile(join(import.meta.dirname, 'order-intake.json'), 'utf8')
    await page.getByRole('button', { name: 'Import', exact: true }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').fill(text.replace('STOCK_ADDRESS', stockAddress))
    await dialog.getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByRole('article', { name: /^Order received/ }).waitFor()
    expect(await page.getByRole('article').count()).toBe(6)
    expect(await unnamedControls(page)).toEqual([])
  })

  test('listens for a call and sees what every node did', async () => {
    await page.getByRole('button', { name: /^Run/ }).click()
    const address = await page.getByRole('button', { name: /Copy POST test address/ }).getAttribute('title')
    const answer = await post(address ?? '', order)
    expect(answer).toEqual({ status: 200, body: { reserved: 'rs_8106', total: 120 } })
    await page.getByText('Succeeded', { exact: true }).waitFor()
    for (const name of ['Order received', 'Read the order', 'Is it large?', 'Reserve stock', 'Reply reserved']) {
      await page.getByRole('article', { name: new RegExp(`^${escaped(name)}.*succeeded, 1 item`) }).waitFor()
    }
    await page.getByRole('article', { name: /^Reply small.*not reached/ }).waitFor()
    expect(reserved).toEqual([{ sku: 'MR-1042-B', customer: 'Ada' }])
  })

  test('opens a node and finds its input, its values and its output', async () => {
    await page.getByRole('article', { name: /^Reserve stock/ }).dblclick()
    const panel = page.getByRole('dialog', { name: 'Reserve stock' })
    await panel.getByRole('region', { name: 'Input' }).getByText('MR-1042-B').first().waitFor()
    await panel.getByRole('region', { name: 'Parameters' }).getByText('Ada').first().waitFor()
    await panel.getByRole('region', { name: 'Output' }).getByText('"rs_8106"').first().waitFor()
    expect(await unnamedControls(page)).toEqual([])
    await page.keyboard.press('Escape')
  })

  test('publishes, and the live address answers', async () => {
    await page.getByRole('button', { name: 'Publish', exact: true }).click()
    await page.getByText('“Order intake” is live').waitFor()
    const answer = await post(`http://localhost:${port}/webhook/orders`, { ...order, quantity: 1 })
    expect(answer).toEqual({ status: 200, body: { reserved: null, total: 30 } })
  })

  test('finds everything after a restart', async () => {
    await stop(millrace)
    millrace = await start(home, port)
    expect(await post(`http://localhost:${port}/webhook/orders`, order)).toMatchObject({ status: 200 })
    await page.goto(`http://localhost:${port}/`)
    await page.getByRole('link', { name: 'Order intake' }).click()
    await page.getByRole('link', { name: 'Executions' }).click()
    await page.getByRole('navigation', { name: 'Runs' }).getByRole('link').nth(2).waitFor()
    await page.getByRole('table', { name: 'When each node worked' }).waitFor()
    expect(faults).toEqual([])
  })
})

async function post(address: string, body: object): Promise<{ status: number; body: unknown }> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: await response.json() }
}

async function start(home: string, port: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(repository, 'packages/cli/bin/millrace.mjs'), 'start'], {
    env: { ...process.env, MILLRACE_HOME: home, MILLRACE_PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  for (let tries = 0; tries < 300; tries += 1) {
    const ready = await fetch(`http://localhost:${port}/healthz/readiness`).then(
      (response) => response.ok,
      () => false,
    )
    const page = ready && (await fetch(`http://localhost:${port}/`)).ok
    if (page) return child
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('Millrace did not get ready within a minute.')
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}

/** A port nobody listens on now. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createSocket()
    socket.once('error', reject)
    socket.listen(0, '127.0.0.1', () => {
      const address = socket.address()
      socket.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('There is no free port.')),
      )
    })
  })
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
