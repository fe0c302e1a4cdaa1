import { apply, defaultTools, newWorkflow } from '@millrace/workflow'
import { expect, test } from 'vitest'
import { createDocumentStore } from './documentStore.ts'

const node = { id: 'a', name: 'A', type: 'set', typeVersion: 3.4, position: [0, 0] as const, parameters: {} }

test('every change has a way back and forth', () => {
  const store = createDocumentStore(newWorkflow('W'))
  const { edit, undo, redo } = store.getState()
  edit({ do: 'addNode', node })
  edit({ do: 'setParameter', node: 'a', path: ['mode'], value: 'raw' })
  undo()
  expect(store.getState().workflow.nodes.get('a')?.parameters).toEqual({})
  undo()
  expect(store.getState().workflow.nodes.size).toBe(0)
  redo()
  redo()
  expect(store.getState().workflow.nodes.get('a')?.parameters).toEqual({ mode: 'raw' })
  expect(store.getState().change).toBe(6)
})

test('typing is one step back, a pause begins another', () => {
  let time = 0
  const store = createDocumentStore(newWorkflow('W'), () => time)
  const { edit, undo } = store.getState()
  edit({ do: 'addNode', node })
  for (const text of ['h', 'he', 'hey']) edit({ do: 'setParameter', node: 'a', path: ['text'], value: text }, 'a.text')
  time = 5000
  edit({ do: 'setParameter', node: 'a', path: ['text'], value: 'hey you' }, 'a.text')
  undo()
  expect(store.getState().workflow.nodes.get('a')?.parameters).toEqual({ text: 'hey' })
  undo()
  expect(store.getState().workflow.nodes.get('a')?.parameters).toEqual({})
})

test('a moved node keeps its results, a changed one does not', () => {
  const store = createDocumentStore(newWorkflow('W'))
  const { edit, forgetDirty } = store.getState()
  edit({ do: 'addNode', node })
  forgetDirty()
  edit({ do: 'moveNode', node: 'a', position: [10, 10] })
  expect([...store.getState().dirty]).toEqual([])
  edit({ do: 'setParameter', node: 'a', path: ['x'], value: 1 })
  expect([...store.getState().dirty]).toEqual(['a'])
})

test('what is gone is not selected any more', () => {
  const store = createDocumentStore(newWorkflow('W'))
  store.getState().edit({ do: 'addNode', node })
  store.getState().select(['a'])
  store.getState().undo()
  expect([...store.getState().selected]).toEqual([])
})

test('program text follows a rename where the tools know it, and goes back with it', () => {
  const at = [0, 0] as const
  const code = {
    id: 'c',
    name: 'C',
    type: 'code',
    typeVersion: 2,
    position: at,
    parameters: { text: "return $('A').all()" },
  }
  const workflow = [{ ...code, id: 'a', name: 'A', parameters: {} }, code].reduce(
    (made, node) => apply(made, { do: 'addNode', node }),
    newWorkflow('W'),
  )
  const store = createDocumentStore(workflow, Date.now, { ...defaultTools, isCode: (_, [name]) => name === 'text' })
  const text = () => store.getState().workflow.nodes.get('c')?.parameters['text']
  store.getState().edit({ do: 'renameNode', node: 'a', name: 'B' })
  expect(text()).toBe("return $('B').all()")
  store.getState().undo()
  expect(text()).toBe("return $('A').all()")
})
