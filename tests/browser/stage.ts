/**
 * What every chapter needs: a Millrace, a service that workflows call, and for each chapter a seat of its own, a page
 * where the owner is signed in. A chapter that fails leaves the others what they need.
 */
import {
  type Client,
  createClient,
  createOwner,
  importWorkflows,
  readSession,
  type Session,
  signIn,
} from '@millrace/api'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { launch } from './chromium.ts'
import { type Millrace, startMillrace } from './millrace.ts'
import { type Service, startService } from './service.ts'

export const owner = { email: 'owner@example.com', password: 'river mill wheel' }

export interface Stage {
  readonly millrace: Millrace
  readonly service: Service
  /** Errors of pages, and what their policy refused. */
  readonly faults: string[]
  /** A browser nobody is signed in with. */
  readonly open: (options?: BrowserContextOptions) => Promise<BrowserContext>
  readonly end: () => Promise<void>
}

export interface Seat {
  readonly context: BrowserContext
  readonly page: Page
  readonly client: Client
  /** Imports a document and opens it; answers with its id. */
  readonly bring: (document: object) => Promise<string>
}

export async function openStage(chromium: string, servicePort?: number): Promise<Stage> {
  const service = await startService(servicePort)
  const millrace = await startMillrace()
  const browser: Browser = await launch(chromium)
  const faults: string[] = []
  return {
    millrace,
    service,
    faults,
    async open(options = {}) {
      const context = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        permissions: ['clipboard-read', 'clipboard-write'],
        reducedMotion: 'reduce',
        ...options,
      })
      context.setDefaultTimeout(10_000)
      context.on('weberror', (error) => faults.push(error.error().message))
      context.on('console', (line) => {
        if (line.text().includes('Content Security Policy')) faults.push(line.text())
      })
      return context
    },
    async end() {
      await browser.close()
      service.end()
      await millrace.end()
    },
  }
}

/** Takes a seat before a chapter's tests and leaves it after them; the service answers well again for each test. */
export function seated(stage: () => Stage): () => Seat {
  let seat: Seat | undefined
  beforeAll(async () => {
    seat = await takeSeat(stage())
  })
  beforeEach(async () => {
    stage().service.calmDown()
    if (seat?.page.url().startsWith('http')) await seat.page.evaluate('localStorage.clear()')
  })
  afterAll(() => seat?.context.close())
  return () => {
    if (!seat) throw new Error('The seat is not taken.')
    return seat
  }
}

/** A page where the owner is signed in; makes the owner where there is none. */
export async function takeSeat({ open, millrace }: Stage, options?: BrowserContextOptions): Promise<Seat> {
  const context = await open(options)
  const page = await context.newPage()
  const client = await signedIn(context, millrace.address)
  return {
    context,
    page,
    client,
    async bring(document) {
      const { imported, failed } = await client.call(importWorkflows, { body: { texts: [JSON.stringify(document)] } })
      const [first] = imported
      if (!first) throw new Error(`It is not imported: ${JSON.stringify(failed)}`)
      await page.goto(`${millrace.address}/workflow/${first.id}`)
      await page.getByRole('article').first().waitFor()
      return first.id
    },
  }
}

/** The cookies of the one session that all seats share: signing in is for people, and its tries are counted. */
const sessions = new Map<string, Awaited<ReturnType<BrowserContext['cookies']>>>()

/** Calls routes as the context's pages do, with their cookies. */
async function signedIn(context: BrowserContext, address: string): Promise<Client> {
  let session: Session | undefined
  const client = createClient({
    baseUrl: address,
    csrf: () => session?.csrf ?? null,
    async fetch(url, { method, headers, body }) {
      const answer = await context.request.fetch(url, {
        ...(method === undefined ? {} : { method }),
        headers: Object.fromEntries(new Headers(headers)),
        ...(typeof body === 'string' ? { data: body } : {}),
      })
      const text = await answer.text()
      return new Response(text === '' ? null : text, { status: answer.status() })
    },
  })
  await context.addCookies(sessions.get(address) ?? [])
  session = await client.call(readSession, {})
  if (!session.user) session = await client.call(session.setup ? createOwner : signIn, { body: owner })
  sessions.set(address, await context.cookies())
  return client
}
