/**
 * Small documents of our own in n8n's form, one per habit that documents have. They stand for the
 * thousands of public ones, which are other people's and not here.
 */

interface Written {
  readonly [key: string]: unknown
}

const core = (type: string) => `n8n-nodes-base.${type}`
const ai = (type: string) => `@n8n/n8n-nodes-langchain.${type}`

let placed = 0

/** A node as n8n writes it; every one stands somewhere else. */
function node(name: string, type: string, more: Written = {}): Written {
  placed += 1
  return {
    parameters: {},
    id: `6f3c${String(placed).padStart(4, '0')}-0000-4000-8000-000000000000`,
    name,
    type,
    typeVersion: 1,
    position: [(placed % 7) * 220, (placed % 5) * 160],
    ...more,
  }
}

const to = (name: string, index = 0, type = 'main') => ({ node: name, type, index })

function chain(...names: readonly string[]): Written {
  return Object.fromEntries(names.slice(0, -1).map((name, at) => [name, { main: [[to(names[at + 1] ?? '')]] }]))
}

function document(name: string, nodes: readonly Written[], more: Written = {}): Written {
  return { name, nodes, connections: {}, settings: { executionOrder: 'v1' }, ...more }
}

const start = () => node('Start', core('manualTrigger'))
const { id: _, ...withoutId } = start()
const { typeVersion: __, ...withoutVersion } = start()
const { position: ___, ...withoutPosition } = start()

export const documents: Readonly<Record<string, Written>> = {
  empty: document('Nothing yet', []),
  bare: { nodes: [start()], connections: {} },
  'old order': { name: 'Before v1', nodes: [start(), node('Then', core('noOp'))], connections: chain('Start', 'Then') },
  'written order': document('v0', [start()], { settings: { executionOrder: 'v0' } }),
  'every setting': document('Settings', [start()], {
    settings: {
      executionOrder: 'v1',
      timezone: 'Europe/Vienna',
      errorWorkflow: 'e7',
      callerPolicy: 'workflowsFromSameOwner',
      saveManualExecutions: true,
      saveExecutionProgress: 'DEFAULT',
      saveDataErrorExecution: 'all',
      saveDataSuccessExecution: 'none',
      executionTimeout: 120,
      binaryMode: 'separate',
      timeSavedMode: 'fixed',
    },
  }),
  'error workflow by locator': document('Settings', [start()], {
    settings: { errorWorkflow: { __rl: true, mode: 'list', value: 'e7' } },
  }),
  'every flag': document('Flags', [
    node('All', core('httpRequest'), {
      typeVersion: 4.2,
      disabled: true,
      notes: 'Asks twice',
      notesInFlow: true,
      onError: 'continueErrorOutput',
      continueOnFail: false,
      alwaysOutputData: true,
      executeOnce: true,
      retryOnFail: true,
      maxTries: 5,
      waitBetweenTries: 3000,
      webhookId: 'b1',
      color: '#FF0000',
    }),
  ]),
  branches: document(
    'Branches',
    [start(), node('Choose', core('if'), { typeVersion: 2.2 }), node('Yes', core('noOp')), node('No', core('noOp'))],
    { connections: { Start: { main: [[to('Choose')]] }, Choose: { main: [[to('Yes'), to('No')], [to('No')]] } } },
  ),
  'empty outputs': document('Gaps', [start(), node('Route', core('switch')), node('Third', core('noOp'))], {
    connections: {
      Start: { main: [[to('Route')]] },
      Route: { main: [[], null, [to('Third')], []] },
      Third: { main: [[]] },
    },
  }),
  'only empty outputs': document('Ends', [start(), node('Last', core('noOp'))], {
    connections: { Start: { main: [] }, Last: {} },
  }),
  'several inputs': document('Meet', [start(), node('A', core('noOp')), node('Meet', core('merge'))], {
    connections: { Start: { main: [[to('A'), to('Meet')]] }, A: { main: [[to('Meet', 1)]] } },
  }),
  loop: document('Round', [start(), node('Each', core('splitInBatches')), node('Work', core('noOp'))], {
    connections: {
      Start: { main: [[to('Each')]] },
      Each: { main: [[], [to('Work')]] },
      Work: { main: [[to('Each')]] },
    },
  }),
  agent: document(
    'Agent',
    [
      node('Chat', ai('chatTrigger'), { webhookId: 'c1' }),
      node('Agent', ai('agent'), {
        typeVersion: 1.7,
        parameters: { options: { systemMessage: '=Be {{ $json.mood }}' } },
      }),
      node('Model', ai('lmChatOpenAi'), { credentials: { openAiApi: { id: 'k1', name: 'Mine' } } }),
      node('Memory', ai('memoryBufferWindow')),
      node('Look up', core('httpRequestTool')),
      node('Search', ai('toolVectorStore')),
      node('Store', ai('vectorStoreInMemory')),
    ],
    {
      connections: {
        Chat: { main: [[to('Agent')]] },
        Model: { ai_languageModel: [[to('Agent', 0, 'ai_languageModel'), to('Search', 0, 'ai_languageModel')]] },
        Memory: { ai_memory: [[to('Agent', 0, 'ai_memory')]] },
        'Look up': { ai_tool: [[to('Agent', 0, 'ai_tool')]] },
        Search: { ai_tool: [[to('Agent', 0, 'ai_tool')]] },
        Store: { ai_vectorStore: [[to('Search', 0, 'ai_vectorStore')]] },
      },
    },
  ),
  community: document('Strangers', [node('Theirs', '@acme/n8n-nodes-rockets.launch'), node('Mine', 'CUSTOM.mine')]),
  notes: document('Notes', [
    node('Sticky Note', core('stickyNote'), { parameters: { content: '## Hello', height: 240, width: 320, color: 4 } }),
  ]),
  pinned: document('Pinned', [start()], {
    pinData: { Start: [{ json: { a: 1 }, pairedItem: { item: 0 } }, { b: [] }] },
  }),
  'pinned for nobody': document('Pinned', [start()], { pinData: { Gone: [{ json: {} }], Start: 'text' } }),
  'nothing pinned': document('Pinned', [start()], { pinData: {} }),
  'static data': document('Remembers', [start()], { staticData: { 'node:Start': { lastId: 3 } } }),
  'static data as text': document('Remembers', [start()], { staticData: '{"global":{"n":1}}' }),
  'no static data': document('Forgets', [start()], { staticData: null }),
  'an instance export': document('Exported', [start()], {
    id: 'wF2a',
    active: true,
    isArchived: false,
    versionId: '0a',
    triggerCount: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    meta: { templateCredsSetupCompleted: true, instanceId: 'abc' },
    tags: [{ id: 't1', name: 'Mail', createdAt: '2026-01-01T00:00:00.000Z' }],
    nodeGroups: [{ id: 'g', nodes: [] }],
  }),
  'tags as text': document('Tagged', [start()], { tags: ['Mail', 'Daily'] }),
  'an empty head': document('Head', [start()], { tags: [], meta: {}, settings: {}, active: false }),
  'a missing id': document('No id', [withoutId, { ...withoutId, name: 'Second' }]),
  'repeated ids': document('Twins', [node('A', core('noOp'), { id: 'same' }), node('B', core('noOp'), { id: 'same' })]),
  'an empty id': document('Empty id', [node('A', core('noOp'), { id: '' }), node('B', core('noOp'), { id: '' })]),
  'a missing version': document('No version', [withoutVersion]),
  'a missing position': document('No position', [node('First', core('noOp')), withoutPosition]),
  'credentials by name': document('Old', [
    node('Get', core('httpRequest'), { credentials: { httpBasicAuth: 'Mine' } }),
  ]),
  'credentials in use': document('Keys', [
    node('Get', core('httpRequest'), {
      credentials: {
        httpBasicAuth: { id: null, name: 'Mine' },
        httpHeaderAuth: { id: 'k', name: 'Key', managed: true },
      },
    }),
    node('Not', core('httpRequest'), { credentials: {} }),
  ]),
  'keys of later': document(
    'Later',
    [node('New', core('noOp'), { stickyNote: 'x', groups: [1], customTelemetry: null })],
    {
      shared: [{ role: 'owner' }],
      parentFolder: null,
    },
  ),
  'connections without index': document('Old', [start(), node('Then', core('noOp'))], {
    connections: {
      Start: {
        main: [
          [
            { node: 'Then', type: 'main' },
            { node: 'Then', index: 1 },
          ],
        ],
      },
    },
  }),
  'an old error output': document('Old', [start(), node('Then', core('noOp'))], {
    connections: { Start: { error: [[to('Then')]] } },
  }),
  'dangling connections': document('Loose', [start()], {
    connections: { Start: { main: [[to('Gone')]] }, Ghost: { main: [[to('Start')]] } },
  }),
  'names of every kind': document(
    'Names',
    [
      node("It's", core('noOp')),
      node('1', core('noOp')),
      node('a.b["c"] {{ d }}', core('noOp')),
      node('Straße 🚀', core('noOp')),
      node(' spaced ', core('noOp')),
      node('constructor', core('noOp')),
    ],
    { connections: chain("It's", '1', 'a.b["c"] {{ d }}', 'Straße 🚀', ' spaced ', 'constructor') },
  ),
  'parameters of every kind': document('Parameters', [
    node('Set', core('set'), {
      typeVersion: 3.4,
      parameters: {
        assignments: { assignments: [{ id: 'a', name: 'x.y', value: '={{ $json.a }}', type: 'number' }] },
        options: {},
        nothing: null,
        off: false,
        zero: 0,
        small: 1e-7,
        big: 123456789012345,
        text: 'Line\nbreak\u2028\u0000',
        nested: [[[{ a: [] }]]],
        __rl: true,
      },
    }),
  ]),
}
