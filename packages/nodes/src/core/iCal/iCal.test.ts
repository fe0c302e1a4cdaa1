import { runNode } from '@millrace/sdk/testing'
import { expect, test } from 'vitest'
import { iCal } from './iCal.node.ts'

test('makes a calendar of an event', async () => {
  const { outputs } = await runNode(iCal, {
    parameters: {
      title: 'Review',
      start: '2024-01-02T10:00:00Z',
      end: '2024-01-02T11:00:00Z',
      binaryPropertyName: 'own',
    },
  })
  expect(outputs[0]).toMatchObject([
    { json: {}, binary: { own: { fileName: 'event.ics', mimeType: 'text/calendar' } }, pairedItem: { item: 0 } },
  ])
})
