import { describe, expect, it } from 'vitest'
import { type Incoming, importInto } from './import-into.ts'
import type { ReadFile } from './read-files.ts'

const document = (more: object = {}) => ({
  name: 'Mail',
  nodes: [{ id: 'a', name: 'A', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [0, 0], parameters: {} }],
  connections: {},
  settings: {},
  ...more,
})

async function* given(...files: readonly ReadFile[]): AsyncGenerator<ReadFile> {
  yield* files
}

class Refusal extends Error {
  readonly code = 'not_publishable'
}

function importing(publish: boolean, ...files: readonly ReadFile[]) {
  const put: Incoming[] = []
  const published: string[] = []
  const lines: string[] = []
  const destination = {
    put: async (workflow: Incoming) => {
      put.push(workflow)
      return { id: workflow.id ?? `new${put.length}`, created: workflow.id === undefined }
    },
    publish: async (id: string) => {
      if (id === 'bad') throw new Refusal('Nothing would start this workflow.')
      published.push(id)
    },
  }
  const say = (line: string) => void lines.push(line)
  return importInto(destination, given(...files), { publish, say, complain: say }).then((failed) => ({
    failed,
    put,
    published,
    lines,
  }))
}

describe('importing', () => {
  it('keeps ids, tags and static data, and stores a complete document without them', async () => {
    const text = JSON.stringify(
      document({ id: 'wf1', active: true, tags: ['Daily'], staticData: { global: { n: 1 } } }),
    )
    const { failed, put, published, lines } = await importing(false, { file: 'a.json', text })
    expect(failed).toBe(0)
    expect(put).toEqual([
      {
        id: 'wf1',
        name: 'Mail',
        tags: ['Daily'],
        staticData: { global: { n: 1 } },
        document: document({ tags: [{ name: 'Daily' }] }),
      },
    ])
    expect(published).toEqual([])
    expect(lines).toEqual(['Updated “Mail” (wf1).'])
  })

  it('publishes when asked to, and goes on after a workflow that cannot be', async () => {
    const { failed, published, lines } = await importing(
      true,
      { file: 'bad.json', text: JSON.stringify(document({ id: 'bad' })) },
      { file: 'two.json', text: JSON.stringify([document(), document({ name: undefined })]) },
    )
    expect(failed).toBe(1)
    expect(published).toEqual(['new2', 'new3'])
    expect(lines).toEqual([
      'bad.json: Nothing would start this workflow.',
      'Imported “Mail” (new2), published.',
      'Imported “two” (new3), published.',
    ])
  })

  it('counts files that hold no workflow or cannot be read', async () => {
    const { failed, put } = await importing(
      false,
      { file: 'a.json', text: 'nothing' },
      { file: 'b.json', problem: 'EACCES' },
      { file: 'c.json', text: '{}' },
    )
    expect([failed, put.length]).toEqual([3, 0])
  })
})
