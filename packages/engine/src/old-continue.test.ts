import { expect, test } from 'vitest'
import { drawing, runWorkflow, testCatalog } from './testing/index.ts'

const document = (settings: { readonly continueOnFail: true } | { readonly onError: string }) =>
  drawing(
    {
      Start: { type: 'start' },
      Give: { type: 'give', parameters: { bad: "={{ $('Nope').first().json.a }}", good: '={{ $json.n }}' }, settings },
    },
    ['Start > Give'],
  )

async function gives(settings: Parameters<typeof document>[0]) {
  const { outputs } = await runWorkflow(document(settings), { catalog: testCatalog(), items: [{ json: { n: 1 } }] })
  return outputs[0]?.map(({ json }) => json)
}

test('under the old flag a parameter whose expression fails is as if it were not there', async () => {
  expect(await gives({ continueOnFail: true })).toEqual([{ good: 1 }])
})

test('under the setting that replaced it the item fails', async () => {
  expect(await gives({ onError: 'continueRegularOutput' })).toEqual([{ error: expect.stringContaining('Nope') }])
})
