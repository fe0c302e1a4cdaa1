import type { LiveNotice } from '@millrace/api'
import { type Store, systemPrincipal } from '@millrace/store'
import { expect, test } from 'vitest'
import { LiveHub } from './live-hub.ts'

const start = { type: 'nodeStarted', node: 'n', run: 0, at: 5, attempt: 1 } as const

/** A hub over a store that knows no execution; those that are active may be followed all the same. */
function hub() {
  const executions: Pick<Store['executions'], 'get'> = { get: async () => undefined }
  const live = new LiveHub({
    // Only `get` is asked of a store that knows nothing.
    store: { executions, workflows: {} } as unknown as Store,
    isActive: () => true,
    onFault: (fault) => {
      throw fault
    },
  })
  const heard: LiveNotice[] = []
  const connection = live.connect(systemPrincipal('test'), (text) => heard.push(JSON.parse(text)))
  const follow = async () => {
    connection.receive(JSON.stringify({ type: 'follow', execution: 'e', after: -1 }))
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { live, heard, follow }
}

test('who joins late hears which nodes are at work', async () => {
  const { live, heard, follow } = hub()
  live.passing('e', start)
  await follow()
  expect(heard).toEqual([{ type: 'live', execution: 'e', message: start }])
})

test('nothing is at work once the execution is over', async () => {
  const { live, heard, follow } = hub()
  live.passing('e', start)
  live.written('e', 'success')
  await follow()
  expect(heard).toEqual([])
})
