import { expect, test } from 'vitest'
import { newWorkflow } from '../document.ts'
import { ownNodeSettings, ownSettings } from './own-settings.ts'

const said = {
  ...newWorkflow('w'),
  millrace: {
    concurrency: 2.5,
    interrupted: 'ask',
    expressions: 'strict',
    nodes: {
      a: { interrupted: 'again', timeout: 1.5, keyHeader: 'Idempotency-Key', idempotency: true },
      b: { timeout: -1, keyHeader: 'no: header', interrupted: 'perhaps' },
    },
  },
}

test('a document that says nothing runs as it would elsewhere', () => {
  const settings = ownSettings(newWorkflow('w'))
  expect(settings).toEqual({ concurrency: undefined, interrupted: 'again', expressions: 'n8n' })
  expect(ownNodeSettings(newWorkflow('w'), 'a', settings)).toEqual({
    interrupted: 'again',
    timeout: undefined,
    keyHeader: undefined,
    idempotency: false,
  })
})

test('a node goes before its workflow, and what makes no sense was not said', () => {
  const settings = ownSettings(said)
  expect(settings).toEqual({ concurrency: 2, interrupted: 'ask', expressions: 'strict' })
  expect(ownNodeSettings(said, 'a', settings)).toEqual({
    interrupted: 'again',
    timeout: 1500,
    keyHeader: 'Idempotency-Key',
    idempotency: true,
  })
  for (const node of ['b', 'toString']) {
    expect(ownNodeSettings(said, node, settings)).toEqual({
      interrupted: 'ask',
      timeout: undefined,
      keyHeader: undefined,
      idempotency: false,
    })
  }
})
