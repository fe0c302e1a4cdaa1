import { type NodeDescription, type Property } from '@millrace/sdk'
import { describe, expect, it } from 'vitest'
import type { Workflow } from '../document.ts'
import { apply } from '../edit/edit.ts'
import { importWorkflow } from '../n8n/import.ts'
import { type Describe, knownTypes } from './known-types.ts'
import { validate } from './validate.ts'

const property = (name: string, more: Partial<Property> = {}): Property => ({
  name,
  label: name,
  type: 'string',
  default: '',
  ...more,
})

const description = (type: string, more: Partial<NodeDescription> = {}): NodeDescription => ({
  type,
  name: type,
  defaultName: type,
  about: '',
  icon: 'lucide:box',
  category: 'flow',
  versions: [1, 2],
  defaultVersion: 2,
  properties: [],
  inputs: [{ kind: 'main' }],
  outputs: [{ kind: 'main' }],
  credentials: [],
  ...more,
})

const options = (...values: readonly string[]) => values.map((value) => ({ value, label: value }))
const types = new Map(
  [
    description('start', { trigger: 'manual' }),
    description('noOp'),
    description('if', {
      outputs: [
        { kind: 'main', label: 'true' },
        { kind: 'main', label: 'false' },
      ],
    }),
    description('stickyNote', { annotation: true }),
    description('call', {
      properties: [
        property('signing', { type: 'options', default: 'none', options: options('none', 'generic') }),
        property('kind', { type: 'credentialsSelect', when: { show: { signing: ['generic'] } } }),
      ],
    }),
    description('mail', {
      properties: [
        property('resource', { type: 'options', default: 'message', options: options('message', 'label') }),
        property('operation', {
          type: 'options',
          default: 'send',
          options: options('send', 'delete'),
          when: { show: { resource: ['message'] } },
        }),
        property('operation', {
          type: 'options',
          default: 'add',
          options: options('add'),
          when: { show: { resource: ['label'] } },
        }),
        property('to', { required: true, when: { show: { operation: ['send'] } } }),
        property('literal', { noExpression: true }),
        property('folder', { type: 'options', lookup: 'folders' }),
        property('format', { type: 'options', default: 'text', options: options('text', 'html') }),
      ],
      credentials: [
        { type: 'mailApi', required: true, when: { show: { resource: ['message'] } } },
        { type: 'labelApi', required: true, versions: [2], when: { show: { resource: ['label'] } } },
      ],
    }),
  ].map((one) => [one.type, one]),
)
const describeType: Describe = (type) => types.get(type)

type Drawn = { readonly type?: string; readonly typeVersion?: number; readonly [key: string]: unknown }

function draw(nodes: Readonly<Record<string, Drawn>>, arrows: readonly string[] = []): Workflow {
  const connections: Record<string, Record<string, [{ node: string; type: string; index: number }[]]>> = {}
  for (const arrow of arrows) {
    const [source = '', target = '', kind = 'main'] = arrow.split(' ')
    const [list] = ((connections[source] ??= {})[kind] ??= [[]])
    list.push({ node: target, type: kind, index: 0 })
  }
  const entries = Object.entries(nodes).map(([name, { type = 'noOp', ...more }]) => ({
    id: name,
    name,
    type: `n8n-nodes-base.${type}`,
    typeVersion: 2,
    position: [0, 0],
    parameters: {},
    ...more,
  }))
  return importWorkflow({ name: 'W', nodes: entries, connections, settings: { executionOrder: 'v1' } }).workflow
}

const told = (workflow: Workflow, known?: Describe) =>
  validate(workflow, known).map(({ code, where }) => [code, where.node ?? '', (where.path ?? []).join('.')])

const mail = { type: 'mail', parameters: { to: 'a@b.c' }, credentials: { mailApi: { id: '1', name: 'Mine' } } }

describe('a sound workflow', () => {
  it('gets no diagnostics', () => {
    expect(
      told(draw({ Start: { type: 'start' }, Mail: mail, Note: { type: 'stickyNote' } }, ['Start Mail']), describeType),
    ).toEqual([])
  })
})

describe('node types', () => {
  it('are named when unknown, in an unknown version, or with an operation nobody offers', () => {
    const workflow = draw(
      {
        Start: { type: 'start' },
        A: { type: 'teleport' },
        B: { ...mail, typeVersion: 7 },
        C: { ...mail, parameters: { to: 'x', operation: 'teleport' } },
        D: { ...mail, parameters: { resource: 'label', operation: 'send' }, credentials: { labelApi: { id: '2' } } },
        E: { ...mail, parameters: { to: 'x', format: 'pdf', folder: 'anything', resource: '={{ $json.r }}' } },
      },
      ['Start A', 'A B', 'B C', 'C D', 'D E'],
    )
    expect(told(workflow, describeType)).toEqual([
      ['node.unknown-type', 'A', 'type'],
      ['node.unknown-version', 'B', 'typeVersion'],
      ['node.unknown-operation', 'C', 'parameters.operation'],
      ['node.unknown-operation', 'D', 'parameters.operation'],
      ['node.unknown-choice', 'E', 'parameters.format'],
    ])
    expect(validate(workflow, describeType)[2]?.message).toContain('Choose “send”, “delete”.')
  })

  it('are reported by an import too, when it knows some', () => {
    const { diagnostics } = importWorkflow(
      {
        nodes: [{ id: 'a', name: 'A', type: 'x.y', typeVersion: 1, position: [0, 0] }],
        settings: { executionOrder: 'v1' },
      },
      { types: knownTypes(describeType) },
    )
    expect(diagnostics.map(({ code }) => code)).toEqual(['node.unknown-type'])
  })
})

describe('what a node needs', () => {
  it('is asked for where it counts', () => {
    const workflow = draw(
      {
        Start: { type: 'start' },
        Nothing: { type: 'mail' },
        Deletes: { type: 'mail', parameters: { operation: 'delete' } },
        Labels: { type: 'mail', parameters: { resource: 'label' } },
        Older: { type: 'mail', parameters: { resource: 'label' }, typeVersion: 1 },
        Off: { type: 'mail', disabled: true },
      },
      ['Start Nothing', 'Nothing Deletes', 'Deletes Labels', 'Labels Older', 'Older Off'],
    )
    expect(told(workflow, describeType)).toEqual([
      ['node.missing-parameter', 'Nothing', 'parameters.to'],
      ['node.missing-credential', 'Nothing', 'credentials.mailApi'],
      ['node.missing-credential', 'Deletes', 'credentials.mailApi'],
      ['node.missing-credential', 'Labels', 'credentials.labelApi'],
    ])
  })
})

describe('a credential of a kind that a parameter names', () => {
  it('is asked for while the parameter is shown', () => {
    const call = (parameters: object, more: object = {}) => ({ type: 'call', parameters, ...more })
    const workflow = draw(
      {
        Start: { type: 'start' },
        Plain: call({ kind: 'headerAuth' }),
        Open: call({ signing: 'generic', kind: 'headerAuth' }),
        Signed: call(
          { signing: 'generic', kind: 'headerAuth' },
          { credentials: { headerAuth: { id: '1', name: 'Mine' } } },
        ),
      },
      ['Start Plain', 'Plain Open', 'Open Signed'],
    )
    expect(told(workflow, describeType)).toEqual([['node.missing-credential', 'Open', 'credentials.headerAuth']])
  })
})

describe('expressions', () => {
  it('that cannot be read are pointed at, wherever they are, and those of literal parameters are not', () => {
    const parameters = {
      to: '={{ $json.a }}',
      plain: '{{ $json. }}',
      literal: '={{ 1 + }}',
      list: [{ deep: '=Hello {{ $json. }}' }, { deep: "={{ $('Start').item }}" }],
    }
    const workflow = draw({ Start: { type: 'start' }, Mail: { ...mail, parameters } }, ['Start Mail'])
    expect(told(workflow, describeType)).toEqual([['expression.syntax', 'Mail', 'parameters.list.0.deep']])
    const [problem] = validate(workflow, describeType)
    const [from = 0, to = 0] = problem?.where.range ?? []
    expect([from >= 7, to <= '=Hello {{ $json. }}'.length]).toEqual([true, true])
  })

  it('that name a node which is not there are pointed at, until it is', () => {
    const parameters = { to: "={{ $('Gone').item.json.to }}" }
    const workflow = draw({ Start: { type: 'start' }, Mail: { ...mail, parameters } }, ['Start Mail'])
    expect(validate(workflow, describeType)).toMatchObject([
      { code: 'expression.unknown-node', where: { node: 'Mail', path: ['parameters', 'to'], range: [6, 12] } },
    ])
    const renamed = apply(workflow, { do: 'renameNode', node: 'Start', name: 'Gone' })
    expect(told(renamed, describeType)).toEqual([])
  })
})

describe('the flow', () => {
  it('needs a trigger that is on, and one that leads to every node', () => {
    expect(told(draw({ A: {} }), describeType)).toEqual([['workflow.no-trigger', '', '']])
    expect(told(draw({ Start: { type: 'start', disabled: true } }), describeType)).toEqual([
      ['workflow.no-trigger', '', ''],
    ])
    expect(told(draw({ Start: { type: 'start' }, A: {}, Stray: {} }, ['Start A']), describeType)).toEqual([
      ['node.unreachable', 'Stray', ''],
    ])
    expect(told(draw({ Note: { type: 'stickyNote' } }), describeType)).toEqual([])
  })

  it('may loop if it can get out, and sub-nodes may not', () => {
    const start = { type: 'start' }
    expect(told(draw({ Start: start, A: {}, B: {} }, ['Start A', 'A B', 'B A']), describeType)).toEqual([
      ['connection.endless-loop', 'A', ''],
    ])
    expect(told(draw({ Start: start, A: {}, B: {}, C: {} }, ['Start A', 'A B', 'B A', 'A C']), describeType)).toEqual(
      [],
    )
    expect(told(draw({ Start: start, A: {}, If: { type: 'if' } }, ['Start A', 'A If', 'If A']), describeType)).toEqual(
      [],
    )
    expect(told(draw({ M: {}, N: {} }, ['M N ai_memory', 'N M ai_memory']))).toEqual([
      ['connection.attachment-cycle', 'M', ''],
    ])
  })
})

describe('without descriptions', () => {
  it('says what the document alone shows', () => {
    const { workflow } = importWorkflow({
      nodes: [{ id: 'a', name: 'A', position: [0, 0] }],
      connections: {
        A: { main: [[{ node: 'Gone', type: 'main', index: 0 }], null, 3] },
        Ghost: { main: [[{ node: 'A', type: 'main', index: 0 }]] },
        Shade: {},
      },
    })
    expect(told(workflow)).toEqual([
      ['settings.no-execution-order', '', 'settings.executionOrder'],
      ['node.missing-type', 'a', 'type'],
      ['connection.dangling', 'a', 'connections.A.main.0.0'],
      ['connection.malformed', 'a', 'connections.A.main.2'],
      ['connection.dangling', '', 'connections.Ghost'],
    ])
  })
})

describe('ports', () => {
  it('that a connection needs must be there; the error output is, when errors go there', () => {
    const workflow = draw(
      { Start: { type: 'start' }, If: { type: 'if' }, Mail: mail, Safe: { ...mail, onError: 'continueErrorOutput' } },
      ['Start If', 'If Mail', 'Mail Safe', 'Mail Safe ai_tool'],
    )
    const reach = (source: string, output: number, input = 0) => ({
      ...workflow,
      edges: [
        ...workflow.edges.filter(({ kind }) => kind === 'main'),
        { source, kind: 'main', output, target: 'Safe', targetKind: 'main', input },
      ],
    })
    expect(told(workflow, describeType)).toEqual([
      ['connection.no-port', 'Mail', ''],
      ['connection.no-port', 'Safe', ''],
    ])
    expect(told(reach('If', 1), describeType)).toEqual([])
    expect(told(reach('If', 2), describeType)).toEqual([['connection.no-port', 'If', '']])
    expect(told(reach('Safe', 1), describeType)).toEqual([])
    expect(told(reach('Mail', 0, 1), describeType)).toEqual([['connection.no-port', 'Safe', '']])
  })
})

it('answers for 1,000 nodes without a diagnostic, the second time from what it has seen', () => {
  const nodes = Object.fromEntries(
    Array.from({ length: 1_000 }, (_, at) => [`N${at}`, at === 0 ? { type: 'start' } : mail]),
  )
  const workflow = draw(
    nodes,
    Array.from({ length: 999 }, (_, at) => `N${at} N${at + 1}`),
  )
  validate(workflow, describeType)
  expect(validate(workflow, describeType)).toEqual([])
})
