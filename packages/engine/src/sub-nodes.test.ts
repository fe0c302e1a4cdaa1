/** Sub-nodes of a stranger's package: a model, a tool and a memory attached to a root that talks. */
import {
  type AttachedNode,
  type Catalog,
  createCatalog,
  type JsonObject,
  type NodeType,
  type RunContext,
  type Supply,
} from '@millrace/sdk'
import { describe, expect, test } from 'vitest'
import { Executor } from './executor.ts'
import { memoryJournal } from './local/memory.ts'
import { type Drawn, drawing, runWorkflow, testCatalog, testHost } from './testing/index.ts'

interface Model {
  ask(text: string): Promise<string>
}
interface Tool {
  readonly name: string
  call(input: JsonObject): Promise<JsonObject>
}
interface Memory {
  load(): Promise<readonly string[]>
  add(line: string): Promise<void>
}

/** What the world saw: every question, call and line, with the key it came under. */
interface World {
  readonly seen: string[]
  /** Fails a call of a tool. */
  broken: boolean
}

function subNode(
  type: string,
  kind: 'ai_languageModel' | 'ai_tool' | 'ai_memory',
  supply: Supply,
  effect: 'read' | 'append' = 'read',
): NodeType {
  return {
    description: descriptionOf(type, { supplies: true, inputs: [], outputs: [{ kind }] }),
    effect: () => effect,
    supply: () => supply,
  }
}

function descriptionOf(type: string, more: Partial<NodeType['description']>): NodeType['description'] {
  return {
    type,
    name: type,
    defaultName: type,
    about: 'For tests.',
    icon: 'lucide:flask-conical',
    category: 'ai',
    versions: [1],
    defaultVersion: 1,
    properties: [],
    inputs: [{ kind: 'main' }],
    outputs: [{ kind: 'main' }],
    credentials: [],
    ...more,
  }
}

/** A model that asks for its tool once and then repeats what it heard. */
function strangersPackage(world: World): Catalog {
  const model = subNode('strange.model', 'ai_languageModel', (context): Model => ({
    async ask(text) {
      const { answer } = await context.use({ text }, async (key) => {
        world.seen.push(`asked ${text} (${key.slice(0, 8)})`)
        return { answer: text.includes(' -> ') ? text : `use ${String(context.parameter('tool'))}` }
      })
      return String(answer)
    },
  }))
  const tool = subNode(
    'strange.tool',
    'ai_tool',
    (context): Tool => ({
      name: context.node.name,
      call: (input) =>
        context.use(input, async (key) => {
          if (world.broken) throw new Error('E:the tool is broken')
          world.seen.push(`called ${context.node.name} (${key.slice(0, 8)})`)
          return { said: `${String(input.text)} -> ${context.node.name}` }
        }),
    }),
    'append',
  )
  const memory = subNode('strange.memory', 'ai_memory', (context): Memory => ({
    load: async () => Object.keys(context.staticData('node')),
    async add(line) {
      await context.use({ line }, async () => {
        context.staticData('node')[line] = true
        return {}
      })
    },
  }))
  const root: NodeType = {
    description: descriptionOf('strange.root', {
      inputs: [{ kind: 'main' }, { kind: 'ai_languageModel' }, { kind: 'ai_tool' }, { kind: 'ai_memory' }],
    }),
    effect: () => 'read',
    operation: () => ({
      per: 'item',
      run: async (context, item) => ({ json: { said: await talk(context, String(item.json.text)) } }),
    }),
  }
  const types = testCatalog()
  const known = createCatalog([model, tool, memory, root], [])
  return { ...known, node: (type) => known.node(type) ?? types.node(type) }
}

async function talk(context: RunContext, text: string): Promise<string> {
  const [model] = await supplied<Model>(context.attached('ai_languageModel'))
  const tools = await supplied<Tool>(context.attached('ai_tool'))
  const [memory] = await supplied<Memory>(context.attached('ai_memory'))
  if (model === undefined) throw new Error('There is no model.')
  const first = await model.ask(text)
  const tool = tools.find(({ name }) => first === `use ${name}`)
  const last = tool === undefined ? first : await model.ask(String((await tool.call({ text })).said))
  await memory?.add(last)
  return last
}

async function supplied<T>(nodes: readonly AttachedNode[]): Promise<readonly T[]> {
  return Promise.all(nodes.map(async (node) => (await node.supply()) as T))
}

const nodes: Readonly<Record<string, Drawn>> = {
  Start: { type: 'start' },
  Root: { type: 'strange.root' },
  Model: { type: 'strange.model', parameters: { tool: '={{ $json.tool }}' } },
  Ruler: { type: 'strange.tool' },
  Scale: { type: 'strange.tool' },
  Memory: { type: 'strange.memory' },
  End: { type: 'pass' },
}

function document(more: Readonly<Record<string, Drawn>> = {}) {
  const drawn = drawing({ ...nodes, ...more }, ['Start > Root', 'Root > End'])
  const attach = (name: string, kind: string) => ({ [name]: { [kind]: [[{ node: 'Root', type: kind, index: 0 }]] } })
  const { connections, ...rest } = drawn as JsonObject
  return {
    ...rest,
    connections: {
      ...(connections as JsonObject),
      ...attach('Model', 'ai_languageModel'),
      ...attach('Ruler', 'ai_tool'),
      ...attach('Scale', 'ai_tool'),
      ...attach('Memory', 'ai_memory'),
    },
  }
}

const items = [{ json: { text: 'one', tool: 'Scale' } }, { json: { text: 'two', tool: 'Ruler' } }]
const world = (): World => ({ seen: [], broken: false })
const withoutKeys = (seen: readonly string[]) => seen.map((line) => line.replace(/ \(.*/, ''))

describe('sub-nodes', () => {
  test('give their root what it asks for, and every use is a run of theirs', async () => {
    const around = world()
    const run = await runWorkflow(document(), { catalog: strangersPackage(around), items })
    expect(run.status).toBe('success')
    // What a sub-node reads is read for the first item.
    expect(run.outputs[0]?.map(({ json }) => json.said)).toEqual(['one -> Scale', 'two -> Scale'])
    expect(withoutKeys(around.seen)).toEqual([
      'asked one',
      'called Scale',
      'asked one -> Scale',
      'asked two',
      'called Scale',
      'asked two -> Scale',
    ])
    const runsOf = (name: string) => run.runs.filter(({ node }) => node === name)
    expect(runsOf('Model').map(({ outputs }) => outputs[0]?.[0]?.json)).toEqual([
      { answer: 'use Scale' },
      { answer: 'one -> Scale' },
      { answer: 'use Scale' },
      { answer: 'two -> Scale' },
    ])
    expect([runsOf('Scale').length, runsOf('Ruler').length, runsOf('Memory').length]).toEqual([2, 0, 2])
    expect(run.lastNode).toBe('End')
    const use = run.journal.executions
      .get('execution')
      ?.find(({ event }) => event.type === 'nodeEnded' && event.node === 'id-of-Scale')
    expect(use?.event).toMatchObject({ used: { by: 'id-of-Root', run: 0, kind: 'ai_tool', input: { text: 'one' } } })
  })

  test('that are disabled are as good as not attached', async () => {
    const around = world()
    const off = { Scale: { type: 'strange.tool', settings: { disabled: true } } }
    const { outputs } = await runWorkflow(document(off), { catalog: strangersPackage(around), items })
    expect(outputs[0]?.[0]?.json).toEqual({ said: 'use Scale' })
    expect(around.seen.some((line) => line.startsWith('called'))).toBe(false)
  })

  test('that fail have failed runs, and their root does with it what it can', async () => {
    const around = { ...world(), broken: true }
    const { status, error, runs } = await runWorkflow(document(), { catalog: strangersPackage(around), items })
    expect(status).toBe('error')
    expect(error).toMatchObject({ message: 'E:the tool is broken' })
    expect(runs.find(({ node }) => node === 'Scale')).toMatchObject({ status: 'error', error: { node: 'Scale' } })
  })

  test('are asked nothing twice that was recorded: from every cut the rest is done, under the same keys', async () => {
    const around = world()
    const catalog = strangersPackage(around)
    const whole = await runWorkflow(document(), { catalog, items, mode: 'trigger', published: true })
    const all = around.seen.splice(0)
    const entries = whole.journal.executions.get('execution') ?? []
    const create = whole.journal.summaries.get('execution')
    for (let keep = 1; keep < entries.length; keep++) {
      const journal = memoryJournal()
      const kept = entries.slice(0, keep)
      await journal.append({
        execution: 'execution',
        fence: 0,
        entries: kept,
        status: 'running',
        ...(create && { create }),
      })
      const host = testHost({ catalog }, journal, [{ id: 'workflow', document: document(), published: true }])
      const { outputs } = await new Executor(host).goOn({
        execution: 'execution',
        workflow: 'workflow',
        fence: 0,
        entries: kept,
      })
      expect(outputs).toEqual(whole.outputs)
      const done = kept.filter(
        ({ event }) => event.type === 'nodeEnded' && event.used !== undefined && event.used.kind !== 'ai_memory',
      )
      const rootEnded = kept.some(({ event }) => event.type === 'nodeEnded' && event.node === 'id-of-Root')
      expect(around.seen.splice(0), `after ${keep} events`).toEqual(rootEnded ? [] : all.slice(done.length))
    }
  })

  test('are used anew by a run that is tried again', async () => {
    const around: World = { ...world(), broken: true }
    const catalog = strangersPackage(around)
    const journal = memoryJournal()
    const host = testHost({ catalog }, journal, [{ id: 'workflow', document: document(), published: true }])
    const job = {
      workflow: 'workflow',
      version: 'published',
      mode: 'trigger',
      trigger: '',
      outputs: [items],
      rootId: 'first',
      pinData: false,
    } as const
    expect((await new Executor(host).start({ ...job, execution: 'first' })).status).toBe('error')
    around.broken = false
    around.seen.length = 0
    const partial = { from: 'first', dirty: [] }
    const again = await new Executor(host).start({
      ...job,
      execution: 'again',
      mode: 'retry',
      retryOf: 'first',
      partial,
    })
    expect(again.status).toBe('success')
    expect(withoutKeys(around.seen).slice(0, 2)).toEqual(['asked one', 'called Scale'])
  })
})
