import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Dialer, RenewedToken } from '@millrace/engine'
import { catalog } from '@millrace/nodes'
import type { HttpRequest, JsonObject } from '@millrace/sdk'
import { openStore, type Store, systemPrincipal } from '@millrace/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { personalProject } from '../assemble/personal-project.ts'
import { withRenewal } from './renewals.ts'

const system = systemPrincipal('test')
const unused = () => Promise.reject(new Error('It is not used here.'))

let home: string
let stored: Store
let store: Store
let project: string
let sent: HttpRequest[]
/** Lets the service answer with this. */
let answer: (status: number, said: JsonObject) => void

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'millrace-renewals-'))
  stored = await openStore({ home })
  project = await personalProject(stored)
  sent = []
  const answered = new Promise<{ status: number; said: JsonObject }>((resolve) => {
    answer = (status, said) => resolve({ status, said })
  })
  const dialer: Dialer = {
    async send(request) {
      sent.push(request)
      const { status, said } = await answered
      return { status, statusText: '', headers: {}, url: request.url, text: JSON.stringify(said) }
    },
    stream: unused,
    addressOf: unused,
  }
  store = withRenewal(stored, { catalog, dialer, now: () => 1000 })
})
afterEach(async () => {
  await stored.close()
  rmSync(home, { recursive: true, force: true })
})

const fields = {
  authUrl: 'https://id.example/ask',
  accessTokenUrl: 'https://id.example/token',
  clientId: 'me',
  clientSecret: 's3cret',
  oauthTokenData: { access_token: 'old', refresh_token: 'r1' },
}
const make = async () => (await store.credentials.create(system, { project, name: 'S', type: 'oAuth2Api', fields })).id

const open = <T>(id: string, of: (fields: JsonObject, renew: (over: string) => Promise<RenewedToken>) => Promise<T>) =>
  store.vault.use(id, { project, nodeType: 'test' }, async ({ fields: all, renew = unused }) => of(all, renew))
const renew = (id: string) => open(id, (_fields, renewIt) => renewIt('old'))
const tokenOf = (id: string) => open(id, async ({ oauthTokenData }) => oauthTokenData)

test('a token is renewed once for those who ask together, and for those who ask too late', async () => {
  const id = await make()
  const together = [renew(id), renew(id), renew(id)]
  await expect.poll(() => sent.length).toBe(1)
  answer(200, { access_token: 'new', refresh_token: 'r2' })
  expect(await Promise.all([...together, renew(id)])).toEqual(Array.from({ length: 4 }, () => ({ token: 'new' })))
  expect(await renew(id)).toEqual({ token: 'new' })
  expect(sent.map(({ body }) => body)).toEqual([
    {
      kind: 'form',
      fields: [
        ['grant_type', 'refresh_token'],
        ['refresh_token', 'r1'],
      ],
    },
  ])
  expect(await tokenOf(id)).toEqual({ access_token: 'new', refresh_token: 'r2' })
})

test('the token of somebody who connects it anew meanwhile stays', async () => {
  const id = await make()
  const renewal = renew(id)
  await expect.poll(() => sent.length).toBe(1)
  const oauthTokenData = { access_token: 'theirs' }
  await store.credentials.update(system, id, { fields: (before) => ({ ...before, oauthTokenData }) })
  answer(200, { access_token: 'new' })
  await renewal
  expect(await tokenOf(id)).toEqual(oauthTokenData)
})

test('a refusal is told as data, and leaves what is stored', async () => {
  const id = await make()
  answer(400, { error: 'invalid_grant' })
  expect(await renew(id)).toMatchObject({ refused: { code: 'consent_needed' } })
  expect(await tokenOf(id)).toEqual(fields.oauthTokenData)
})
