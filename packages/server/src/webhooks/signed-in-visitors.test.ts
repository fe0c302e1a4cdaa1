import { describe, expect, test } from 'vitest'
import { createSignedInVisitors, type Visit, withoutSession } from './signed-in-visitors.ts'

const ada = { id: 'ada', email: 'ada@example.com', name: 'Ada' }
const caller = {
  principal: { id: 'ada', kind: 'user', projects: ['p'] },
  role: 'member',
  user: { ...ada, role: 'member' },
  project: 'p',
  csrf: '',
} as const

function setup() {
  const world = { now: 0, projects: ['p'] }
  const visitors = createSignedInVisitors({
    auth: { caller: async (cookie) => (cookie === 'session' ? caller : undefined) },
    projectsOf: async () => world.projects,
    key: new Uint8Array(32),
    publicUrl: 'https://flows.test',
    now: () => world.now,
  })
  const sent = (more: Partial<Visit>) =>
    visitors.find({ method: 'POST', headers: {}, place: 'form/staff', pass: null, ...more })
  return { world, visitors, sent }
}

describe('a session', () => {
  test('is enough to see the page', async () => {
    const { sent } = setup()
    expect(await sent({ method: 'GET', headers: { cookie: 'session' } })).toEqual({ user: ada, projects: ['p'] })
    expect(await sent({ method: 'GET', headers: {} })).toBeUndefined()
  })

  test('sends from our own pages only', async () => {
    const { sent } = setup()
    const from = (origin?: string) => sent({ headers: { cookie: 'session', ...(origin && { origin }) } })
    expect(await from('https://flows.test')).toMatchObject({ user: ada })
    for (const origin of ['https://evil.test', 'null', undefined]) expect(await from(origin)).toBeUndefined()
  })
})

describe('a pass', () => {
  test('is for its person, its place and two hours', async () => {
    const { world, visitors, sent } = setup()
    const pass = visitors.passFor(ada, 'form/staff')
    expect(await sent({ pass })).toEqual({ user: ada, projects: ['p'] })
    expect(await sent({ pass, place: 'form/other' })).toBeUndefined()
    world.now = 2 * 3_600_000 + 1
    expect(await sent({ pass })).toBeUndefined()
  })

  test('shows nobody the page, and opens nothing once its person belongs to nothing', async () => {
    const { world, visitors, sent } = setup()
    const pass = visitors.passFor(ada, 'form/staff')
    expect(await sent({ method: 'GET', pass })).toBeUndefined()
    world.projects = []
    expect(await sent({ pass })).toBeUndefined()
  })

  test.each([
    ['nothing', ''],
    ['no pass', 'x'],
    ['a signature alone', '.eA'],
  ])('is not %s', async (_, pass) => {
    expect(await setup().sent({ pass })).toBeUndefined()
  })

  test('is not one that was written anew', async () => {
    const { visitors, sent } = setup()
    const [, signature = ''] = visitors.passFor(ada, 'form/staff').split('.')
    const said = JSON.stringify({ user: { ...ada, id: 'eve' }, place: 'form/staff', until: 1e15 })
    expect(await sent({ pass: `${Buffer.from(said).toString('base64url')}.${signature}` })).toBeUndefined()
  })
})

test('workflows see no session of this server', () => {
  expect(withoutSession('a=1; millrace.session_token=x.y; b=2')).toBe('a=1; b=2')
  expect(withoutSession('__Host-millrace.session_token=x')).toBeUndefined()
})
