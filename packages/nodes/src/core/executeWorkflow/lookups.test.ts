import type { JsonObject } from '@millrace/sdk'
import { expect, test } from 'vitest'
import { workflowInputs, workflows } from './lookups.ts'

/** The fields of a workflow whose trigger is set up so. */
async function inputsOf(
  trigger: JsonObject | undefined,
  workflowId: JsonObject | string = { mode: 'list', value: '7' },
) {
  const other = { type: 'n8n-nodes-base.set', typeVersion: 3.4, parameters: {} }
  const document = { nodes: trigger === undefined ? [other] : [other, { ...called, ...trigger }] }
  const directory = {
    find: () => Promise.reject(new TypeError('This test looks for no workflow.')),
    document: async (id: string) => (id === '7' ? document : undefined),
  }
  const { choices } = await workflowInputs({ rawParameters: { workflowId }, workflows: directory })
  return choices.map(({ value, help }) => [value, help])
}

const called = { type: 'n8n-nodes-base.executeWorkflowTrigger', typeVersion: 1.1 }

test('the fields are those that the called workflow declares, with their types', async () => {
  const values = [{ name: 'customer' }, { name: 'total', type: 'number' }]
  const declared = [
    ['customer', 'string'],
    ['total', 'number'],
  ]
  expect(await inputsOf({ parameters: { workflowInputs: { values } } })).toEqual(declared)
  expect(await inputsOf({ parameters: { workflowInputs: { values } } }, '7')).toEqual(declared)
})

test('or those of its example', async () => {
  const jsonExample = '{ "a": "", "b": 1, "c": true, "d": [], "e": {}, "f": null }'
  expect(await inputsOf({ parameters: { inputSource: 'jsonExample', jsonExample } })).toEqual([
    ['a', 'string'],
    ['b', 'number'],
    ['c', 'boolean'],
    ['d', 'array'],
    ['e', 'object'],
    ['f', 'any'],
  ])
  const damaged = inputsOf({ parameters: { inputSource: 'jsonExample', jsonExample: '{' } })
  await expect(damaged).rejects.toMatchObject({ code: 'example_wrong' })
})

test('there are none where it takes everything, cannot be called, or is not there', async () => {
  expect(await inputsOf({ parameters: { inputSource: 'passthrough' } })).toEqual([])
  expect(await inputsOf({ typeVersion: 1, parameters: {} })).toEqual([])
  expect(await inputsOf(undefined)).toEqual([])
  expect(await inputsOf({ parameters: {} }, { mode: 'list', value: '8' })).toEqual([])
  expect(await inputsOf({ parameters: {} }, '')).toEqual([])
})

test('workflows are listed by their names, page by page', async () => {
  const find = async (name: string | undefined, page: string | undefined) => ({
    workflows: [{ id: '7', name: `${name} ${page}` }],
    next: 'more',
  })
  const document = async () => undefined
  expect(await workflows({ workflows: { find, document } }, 'ord', 'p')).toEqual({
    choices: [{ value: '7', label: 'ord p', url: '/workflow/7' }],
    next: 'more',
  })
})
