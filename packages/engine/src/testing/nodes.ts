/**
 * Small node types for tests of the engine: a stranger's package, made of the same contract as any other.
 * Each does one thing that the engine must get right.
 */
import {
  type Catalog,
  createCatalog,
  type Effect,
  type Item,
  type NodeType,
  type Operation,
  refuse,
  type Trigger,
  type WebhookTrigger,
} from '@millrace/sdk'

interface TestNode {
  readonly type: string
  readonly operation?: Operation
  readonly effect?: Effect
  readonly trigger?: Trigger
  readonly triggerKind?: 'manual' | 'webhook' | 'workflow' | 'error'
  readonly resume?: WebhookTrigger
  readonly inputs?: number
  readonly outputs?: number
}

function testNode({
  type,
  operation,
  effect = 'pure',
  trigger,
  triggerKind,
  resume,
  inputs = 1,
  outputs = 1,
}: TestNode): NodeType {
  const ports = (count: number) => Array.from({ length: count }, () => ({ kind: 'main' as const }))
  return {
    description: {
      type,
      name: type,
      defaultName: type,
      about: 'For tests.',
      icon: 'lucide:flask-conical',
      category: 'flow',
      versions: [1],
      defaultVersion: 1,
      properties: [],
      inputs: ports(inputs),
      outputs: ports(outputs),
      credentials: [],
      ...(triggerKind && { trigger: triggerKind }),
    },
    effect: () => effect,
    ...(operation && { operation: () => operation }),
    ...(trigger && { trigger }),
    ...(resume && { resume }),
  }
}

const start: Trigger = { by: 'manual', start: (_context, given) => given ?? [{ json: {} }] }
const called: Trigger = { by: 'workflow', start: (_context, given) => given ?? [] }
const failed: Trigger = { by: 'error', start: (_context, given) => given ?? [] }

/** Answers with the items of the last node, and says who asked. */
function answering(as: string): WebhookTrigger {
  const response = (value: Item['json']) => ({ status: 200, headers: {}, body: { kind: 'json' as const, value } })
  return {
    hooks: () => [],
    receive: () => ({ start: [] }),
    accepted: () => response({ as }),
    answer: ({ parameters }, items) => {
      if (items.length === 0) throw refuse('Nothing came out.', { code: 'nothing' })
      return response({ as, ...parameters, items: items.map((item) => item.json) })
    },
  }
}

/** Hands on what it gets. */
const pass: Operation = { per: 'item', run: (_context, item) => item }

/** Streams each item to the caller before it hands it on. */
const speak: Operation = {
  per: 'item',
  run: (context, item) => {
    context.stream(item.json)
    return item
  },
}

/** Gives its parameters as an item, for each item. */
const give: Operation = { per: 'item', run: (context, _item, index) => ({ json: toJson(context.parameters(index)) }) }

/** Sends items whose `side` is not `b` to output 0, the others to output 1. */
const split: Operation = {
  per: 'item',
  run: (_context, item) => ({ outputs: item.json.side === 'b' ? [[], [item]] : [[item], []] }),
}

/** All items of all inputs, one input after the other. */
const join: Operation = {
  per: 'list',
  async run(context) {
    const all: Item[] = []
    for (const input of context.inputs) all.push(...(await input.all()))
    return { kind: 'items', outputs: [all] }
  },
}

/** Fails at items whose `fail` is true. */
const fail: Operation = {
  per: 'item',
  run: (context, item) => {
    if (item.json.fail === true) throw new Error(`failed at ${context.runIndex}`)
    return item
  },
}

/** Waits as many milliseconds as `ms` says, then hands on. */
const wait: Operation = {
  per: 'list',
  async run(context) {
    if (context.entry.by !== 'input') return { kind: 'items', outputs: [(await context.inputs[0]?.all()) ?? []] }
    const ms = Number(context.parameter('ms'))
    return { kind: 'wait', for: { by: 'time', until: context.now().getTime() + ms } }
  },
}

/** Waits for a call, and gives what it brings. */
const listen: Operation = {
  per: 'list',
  run: async (context) => {
    if (context.entry.by === 'webhook') return { kind: 'items', outputs: [context.entry.items] }
    return { kind: 'wait', for: { by: 'webhook', methods: ['GET'], answer: toJson(context.parameters()) } }
  },
}

/** Calls the workflow `workflow` with all items and gives what comes back. */
const call: Operation = {
  per: 'list',
  async run(context) {
    if (context.entry.by === 'call') {
      const [result] = context.entry.results
      if (result?.ok !== true) throw new Error(result?.message ?? 'no result')
      return { kind: 'items', outputs: result.outputs }
    }
    const items = (await context.inputs[0]?.all()) ?? []
    return { kind: 'call', calls: [{ workflow: { id: String(context.parameter('workflow')) }, items }], wait: true }
  },
}

/** Asks its visitor one of its `questions` after the other, each on a page of its own, and gives the answers: a form. */
const ask: Operation = {
  per: 'list',
  async run(context) {
    const questions = context.parameter('questions')
    const before = Array.isArray(context.state.answers) ? context.state.answers : []
    const given = context.entry.by === 'form' ? context.entry.items.map(({ json }) => json.answer ?? null) : []
    const answers = [...before, ...given]
    const question = Array.isArray(questions) ? questions[answers.length] : undefined
    if (question === undefined) {
      return { kind: 'items', outputs: [[{ json: { answers } }]], state: { answers: [] } }
    }
    const page = { by: 'form', methods: ['GET', 'POST'], answer: { question: String(question) } } as const
    return { kind: 'wait', for: page, state: { answers } }
  },
}

/** What the visitor of a form sees last. */
const thank: Operation = {
  per: 'list',
  async run(context) {
    const [item] = (await context.inputs[0]?.slice(0, 1)) ?? []
    return { kind: 'items', outputs: [[]], ending: { thanks: 'for', ...item?.json } }
  },
}

/** Calls the workflow `workflow` for one item after the other and gives what comes back. */
const callEach: Operation = {
  per: 'list',
  async run(context) {
    const items = (await context.inputs[0]?.all()) ?? []
    const results = context.entry.by === 'call' ? context.entry.results : []
    const item = items[results.length]
    if (item === undefined) {
      return {
        kind: 'items',
        outputs: [results.flatMap((result) => (result.ok ? (result.outputs[0] ?? []) : [failedItem(result)]))],
      }
    }
    const failed = results.find((result) => !result.ok)
    const calls = [{ workflow: { id: String(context.parameter('workflow')) }, items: [item] }]
    return { kind: 'call', calls, wait: true, ...(failed && { failed: failedItem(failed).error }) }
  },
}

function failedItem({ message }: { readonly message: string }) {
  return { json: { error: message }, error: { code: 'call_failed', name: 'CallFailed', message } }
}

/** Gives one after the other of the items it first got, once per entry, and in the end all that came back. */
const oneByOne: Operation = {
  per: 'list',
  async run(context) {
    const first = typeof context.state.first === 'number' ? context.state.first : context.runIndex
    const place = context.runIndex - first
    const [list] = context.inputsOf(first)
    const items = (await list?.slice(place, place + 1)) ?? []
    if (items.length > 0) {
      const given = items.map(({ json }) => ({ json: { ...json, from: list?.source?.previousNode } }))
      return { kind: 'items', outputs: [[], given], state: { first } }
    }
    const back: Item[] = []
    for (let run = first + 1; run <= context.runIndex; run++) {
      back.push(...((await context.inputsOf(run)[0]?.all()) ?? []).map(({ json }) => ({ json })))
    }
    return { kind: 'items', outputs: [back, []], state: { first } }
  },
}

/** Counts down from the number of its first item, once per entry: a loop with state of its own. */
const countdown: Operation = {
  per: 'list',
  async run(context) {
    const items = (await context.inputs[0]?.all()) ?? []
    const left = typeof context.state.left === 'number' ? context.state.left : Number(items[0]?.json.from)
    if (left <= 0) return { kind: 'items', outputs: [[{ json: { done: true } }], []], state: { left } }
    return { kind: 'items', outputs: [[], [{ json: { left } }]], state: { left: left - 1 } }
  },
}

/** Tells a sink about each item: something outside that remembers. */
function sinkOf(tell: (item: Item, key: string) => void): Operation {
  return {
    per: 'item',
    run: (context, item, index) => {
      tell(item, `${context.execution.rootId}:${context.node.id}:${context.runIndex}:${index}`)
      return item
    },
  }
}

/** Ends its own process at items whose `die` is true: a runner that crashes. */
const die: Operation = {
  per: 'item',
  run: (_context, item) => {
    if (item.json.die === true) process.exit(9)
    return item
  },
}

/** Answers after a turn of the event loop. */
const slow: Operation = {
  per: 'item',
  run: (context, item) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => resolve(item), Number(context.parameter('ms') ?? 1))
      context.signal.addEventListener('abort', () => {
        clearTimeout(timer)
        reject(new Error('aborted'))
      })
    }),
}

/** Posts each item to its address, twice where the item says so. */
const send: Operation = {
  per: 'item',
  async run(context, item, index) {
    const request = { method: 'POST', url: 'http://service', body: { kind: 'json', value: item.json } } as const
    for (let times = item.json.twice === true ? 2 : 1; times > 0; times--) await context.http.send(request, index)
    return item
  },
}

/** Says something about the execution. */
const tag: Operation = {
  per: 'item',
  run: (context, item) => {
    context.setCustomData('tag', String(item.json.tag))
    context.staticData('global').tag = String(item.json.tag)
    return item
  },
}

const respond: Operation = {
  per: 'list',
  async run(context) {
    const items = (await context.inputs[0]?.all()) ?? []
    const body = { kind: 'json' as const, value: items[0]?.json }
    return { kind: 'items', outputs: [items], response: { status: 200, headers: {}, body } }
  },
}

/** Runs the sandbox over all items. */
const code: Operation = {
  per: 'list',
  async run(context) {
    const items = (await context.inputs[0]?.all()) ?? []
    const result = await context.code.run({
      language: 'javaScript',
      code: String(context.parameter('code')),
      mode: 'allItems',
      items,
      scope: context.codeScope(),
      signal: context.signal,
      console: (line) => context.log(line),
    })
    return { kind: 'items', outputs: [result.items.filter((item) => item !== null)] }
  },
}

/** Hands on when whoever tests lets it; a canceled one fails. */
function holdOf(hold: (execution: string) => Promise<void>): Operation {
  return {
    per: 'list',
    async run(context) {
      const canceled = new Promise<never>((_resolve, reject) => {
        context.signal.addEventListener('abort', () => reject(new Error('aborted')))
      })
      await Promise.race([hold(context.execution.id), canceled])
      return { kind: 'items', outputs: [(await context.inputs[0]?.all()) ?? []] }
    },
  }
}

/** A catalog of these; `tell` hears what reaches the sink, and `hold` says how long an execution is held. */
export function testCatalog(
  tell: (item: Item, key: string) => void = () => {},
  hold: (execution: string) => Promise<void> = async () => {},
): Catalog {
  return createCatalog(
    [
      testNode({ type: 'hold', operation: holdOf(hold) }),
      testNode({ type: 'start', trigger: start, triggerKind: 'manual', inputs: 0 }),
      testNode({ type: 'called', trigger: called, triggerKind: 'workflow', inputs: 0 }),
      testNode({ type: 'failed', trigger: failed, triggerKind: 'error', inputs: 0 }),
      testNode({
        type: 'hook',
        trigger: { by: 'webhook', webhook: answering('hook') },
        triggerKind: 'webhook',
        inputs: 0,
      }),
      testNode({ type: 'pass', operation: pass }),
      testNode({ type: 'speak', operation: speak }),
      testNode({ type: 'give', operation: give }),
      testNode({ type: 'split', operation: split, outputs: 2 }),
      testNode({ type: 'join', operation: join, inputs: 2 }),
      testNode({ type: 'fail', operation: fail }),
      testNode({ type: 'wait', operation: wait }),
      testNode({ type: 'listen', operation: listen, resume: answering('listen') }),
      testNode({ type: 'ask', operation: ask, resume: answering('ask') }),
      testNode({ type: 'thank', operation: thank }),
      testNode({ type: 'call', operation: call, effect: 'pure' }),
      testNode({ type: 'callEach', operation: callEach, effect: 'pure' }),
      testNode({ type: 'oneByOne', operation: oneByOne, outputs: 2 }),
      testNode({ type: 'countdown', operation: countdown, outputs: 2 }),
      testNode({ type: 'sink', operation: sinkOf(tell), effect: 'append' }),
      testNode({ type: 'die', operation: die, effect: 'append' }),
      testNode({ type: 'slow', operation: slow }),
      testNode({ type: 'send', operation: send, effect: 'append' }),
      testNode({ type: 'tag', operation: tag }),
      testNode({ type: 'respond', operation: respond }),
      testNode({ type: 'code', operation: code }),
    ],
    [],
  )
}

function toJson(parameters: Readonly<Record<string, unknown>>): Item['json'] {
  const json: unknown = JSON.parse(JSON.stringify(parameters))
  return json as Item['json']
}
