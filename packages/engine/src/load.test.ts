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
  return { given, load: (workflow: string, version: string) => plans.load(job(workflow, version)) }
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

test('so many workflows are kept, and the oldest make room', async () => {
  const { given, load } = shelf()
  for (let n = 0; n < 201; n++) await load(`w${n}`, '1')
  await load('w200', '1')
  expect(given).toHaveLength(201)
  await load('w0', '1')
  expect(given).toHaveLength(202)
})
