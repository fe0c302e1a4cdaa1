import { expect, test } from 'vitest'
import { Plans } from './load.ts'
import type { StartJob, Workflows } from './ports.ts'
import { drawing } from './testing/documents.ts'
import { testCatalog } from './testing/nodes.ts'

const job = (workflow: string, version: string): StartJob => ({
  execution: 'e',
  workflow,
  version,
  mode: 'trigger',
  trigger: '',
  outputs: [],
  rootId: 'e',
  pinData: false,
})

/** Any version of any workflow, and how often its document was given. */
function shelf() {
  const given: string[] = []
  const workflows: Workflows = {
    async toRun(id, which, known) {
      const version = typeof which === 'string' ? which : which.version
      const about = { id, version, active: true, staticData: {}, project: 'p', variables: { of: id } }
      if (known.includes(version)) return about
      given.push(`${id} ${version}`)
      return { ...about, document: drawing({ Start: { type: 'start' } }, [], { name: `${id} ${version}` }) }
    },
  }
  const plans = new Plans({ catalog: testCatalog(() => undefined), workflows })
  return { given, plans, load: (workflow: string, version: string) => plans.load(job(workflow, version)) }
}

test('a version is asked for its document once', async () => {
  const { given, load } = shelf()
  const first = await load('w', '1')
  expect(await load('w', '1')).toEqual(first)
  expect(first).toMatchObject({ name: 'w 1', version: '1', project: 'p', vars: { of: 'w' } })
  await load('w', '2')
  await load('v', '1')
  expect(given).toEqual(['w 1', 'w 2', 'v 1'])
})

test('a plan that had to make room while its workflow was asked for is made again', async () => {
  const { given, load } = shelf()
  await load('w', '1')
  const [again] = await Promise.all([load('w', '1'), load('w', '2'), load('w', '3'), load('w', '4')])
  expect(again.name).toBe('w 1')
  expect((await load('w', '1')).name).toBe('w 1')
  expect(given.filter((document) => document === 'w 1')).not.toHaveLength(1)
})

test('what was sent along is run, and asked for only where its plan is gone', async () => {
  const { given, plans } = shelf()
  const about = { id: 'w', version: '1', active: false, staticData: {}, project: 'sent', variables: {} }
  const document = drawing({ Start: { type: 'start' } }, [], { name: 'sent' })
  expect(await plans.load(job('w', 'published'), { ...about, document })).toMatchObject({
    name: 'sent',
    project: 'sent',
  })
  expect(await plans.load(job('w', '1'), about)).toMatchObject({ name: 'sent', active: false })
  expect(given).toEqual([])
  expect(await plans.load(job('v', '1'), { ...about, id: 'v' })).toMatchObject({ name: 'v 1', project: 'sent' })
  expect(given).toEqual(['v 1'])
  await expect(plans.load(job('w', '1'), null)).rejects.toMatchObject({ code: 'not_startable' })
})
