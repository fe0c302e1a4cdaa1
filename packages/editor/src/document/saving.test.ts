import { ApiError, type WorkflowDraft } from '@millrace/api'
import { exportWorkflow, newWorkflow } from '@millrace/workflow'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createDocumentStore } from './documentStore.ts'
import { createSaving } from './saving.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const draft = (name: string, revision: number): WorkflowDraft => ({
  id: 'w',
  name,
  document: exportWorkflow(newWorkflow(name), { for: 'millrace' }),
  revision,
  updatedAt: 0,
  active: false,
  published: null,
})

/** A server that refuses a save made from an old revision, as ours does. */
function server(revision = 1) {
  const saves: number[] = []
  return {
    saves,
    someoneSaves: () => (revision += 1),
    down: false,
    async save(from: number) {
      if (this.down) throw new ApiError(0, { code: 'unreachable', message: 'Millrace does not answer.' })
      if (from !== revision) throw new ApiError(409, { code: 'draft_outdated', message: 'Somebody saved.' })
      saves.push(from)
      return { revision: (revision += 1) }
    },
    unreadable: false,
    async read() {
      if (this.unreadable) throw new ApiError(0, { code: 'unreachable', message: 'Millrace does not answer.' })
      return draft('Theirs', revision)
    },
  }
}

/** As a page does it: made, and watching from then on. */
function saver(document: ReturnType<typeof createDocumentStore>, port: ReturnType<typeof server>) {
  const saving = createSaving(document, port, 1, 'tab')
  return { saving, end: saving.getState().begin() }
}

const rename = (document: ReturnType<typeof createDocumentStore>, name: string) =>
  document.getState().edit({ do: 'setName', name })

test('a pause in typing saves once, from the last revision', async () => {
  const document = createDocumentStore(newWorkflow('W'))
  const port = server()
  const { saving } = saver(document, port)
  rename(document, 'A')
  rename(document, 'AB')
  expect(saving.getState().state.is).toBe('unsaved')
  await vi.advanceTimersByTimeAsync(1000)
  expect(port.saves).toEqual([1])
  expect(saving.getState()).toMatchObject({ revision: 2, state: { is: 'saved' } })
})

test('a newer draft is never overwritten: the person chooses', async () => {
  const document = createDocumentStore(newWorkflow('W'))
  const port = server()
  const { saving } = saver(document, port)
  port.someoneSaves()
  rename(document, 'Mine')
  await vi.advanceTimersByTimeAsync(1000)
  expect(saving.getState().state).toMatchObject({ is: 'conflict', theirs: { name: 'Theirs', revision: 2 } })

  rename(document, 'Mine again')
  await vi.advanceTimersByTimeAsync(5000)
  expect(port.saves).toEqual([])

  await saving.getState().keepMine()
  expect(port.saves).toEqual([2])
  expect(saving.getState().state.is).toBe('saved')
})

test('theirs may be taken instead', async () => {
  const document = createDocumentStore(newWorkflow('W'))
  const port = server()
  const { saving } = saver(document, port)
  port.someoneSaves()
  rename(document, 'Mine')
  await vi.advanceTimersByTimeAsync(1000)
  saving.getState().takeTheirs()
  expect(document.getState().workflow.name).toBe('Theirs')
  expect(saving.getState()).toMatchObject({ revision: 2, state: { is: 'saved' } })
})

test('an unreachable server keeps the changes and is tried again', async () => {
  const document = createDocumentStore(newWorkflow('W'))
  const port = server()
  port.down = true
  const { saving } = saver(document, port)
  rename(document, 'A')
  await vi.advanceTimersByTimeAsync(700)
  expect(saving.getState().state).toEqual({ is: 'failed', message: 'Millrace does not answer.' })
  port.down = false
  await vi.advanceTimersByTimeAsync(5000)
  expect(saving.getState().state.is).toBe('saved')
})

test('an announced newer draft is taken where nothing is unsaved', async () => {
  const document = createDocumentStore(newWorkflow('W'))
  const port = server()
  const { saving } = saver(document, port)
  port.someoneSaves()
  await saving.getState().announced(2)
  expect(document.getState().workflow.name).toBe('Theirs')
})

test('leaving saves what is left and hears no more', async () => {
  const document = createDocumentStore(newWorkflow('W'))
  const port = server()
  const { saving, end } = saver(document, port)
  rename(document, 'A')
  expect(await end()).toBe(true)
  expect([port.saves, saving.getState().state.is]).toEqual([[1], 'saved'])
  rename(document, 'B')
  await vi.advanceTimersByTimeAsync(5000)
  expect(port.saves).toEqual([1])
})

test('leaving says when somebody else was faster', async () => {
  const document = createDocumentStore(newWorkflow('W'))
  const port = server()
  const { end } = saver(document, port)
  rename(document, 'Mine')
  port.someoneSaves()
  expect(await end()).toBe(false)
  expect(port.saves).toEqual([])
})

test('a newer draft that cannot be read yet is asked for again', async () => {
  const document = createDocumentStore(newWorkflow('W'))
  const port = server()
  const { saving } = saver(document, port)
  port.someoneSaves()
  port.unreadable = true
  rename(document, 'Mine')
  await vi.advanceTimersByTimeAsync(700)
  expect(saving.getState().state.is).toBe('failed')
  port.unreadable = false
  await vi.advanceTimersByTimeAsync(5000)
  expect(saving.getState().state.is).toBe('conflict')
})
