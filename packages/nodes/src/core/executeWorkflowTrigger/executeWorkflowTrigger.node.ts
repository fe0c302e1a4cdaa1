/** Starts a workflow that another one calls, with what it was given or with the fields it declares. */
import * as m from '@millrace/sdk'

const types = {
  any: 'Any type',
  string: 'Text',
  number: 'Number',
  boolean: 'Boolean',
  array: 'List',
  object: 'Object',
} as const

const example = `{
  "aField": "a string",
  "aNumber": 123,
  "thisFieldAcceptsAnyType": null,
  "anArray": []
}`

const outdated = m.notice('Set this node up anew to declare which fields the workflow needs.')

const input = {
  events: m.special('hidden', 'Event', { default: 'worklfow_call', noExpression: true }),
  notice: m.until(1, m.notice('The node that calls gives the items this workflow starts with.')),
  outdatedVersionWarning: m.until(1, outdated),
  inputSource: m.since(
    1.1,
    m.choice(
      'What comes in',
      {
        workflowInputs: 'The fields below',
        jsonExample: 'Fields as in an example',
        passthrough: 'Everything, as it is',
      },
      { noExpression: true },
    ),
  ),
  jsonExample_notice: m.since(
    1.1,
    m.when(m.is('inputSource', 'jsonExample'), m.notice('A field that is null in the example takes any type.')),
  ),
  jsonExample: m.since(
    1.1,
    m.when(m.is('inputSource', 'jsonExample'), m.json('Example', { default: example, noExpression: true, rows: 8 })),
  ),
  workflowInputs: m.since(
    1.1,
    m.when(
      m.is('inputSource', 'workflowInputs'),
      m.list(
        'Fields',
        'values',
        {
          name: m.text('Name', { required: true, noExpression: true, placeholder: 'customerId' }),
          type: m.choice('Type', types, { default: 'string', required: true, noExpression: true }),
        },
        { groupLabel: 'Field', sortable: true },
      ),
    ),
  ),
  returnOutput: m.until(
    1.1,
    m.choice(
      'What goes back',
      { allRuns: 'All items of every run of the last node', lastRunOnly: 'The items of its last run' },
      { default: 'lastRunOnly', noExpression: true },
    ),
  ),
}

function start(context: m.TriggerContext, given: readonly m.Item[] = [{ json: {} }]): readonly m.Item[] {
  const fields = declaredFields(context.parameters, context.node.version)?.map(({ name }) => name)
  return fields === undefined ? given : given.map((item) => ({ ...item, json: declaredOnly(item.json, fields) }))
}

function returns({ parameters, node }: m.TriggerContext): 'allRuns' | 'lastRun' {
  return m.read(input, parameters, node.version).returnOutput === 'lastRunOnly' ? 'lastRun' : 'allRuns'
}

interface DeclaredField {
  readonly name: string
  readonly type: keyof typeof types
}

/**
 * The fields that come in; undefined where everything does.
 * @param parameters the node's, with their defaults
 * @throws NodeError `example_wrong`
 */
export function declaredFields(parameters: m.JsonObject, version: number): readonly DeclaredField[] | undefined {
  const { inputSource, jsonExample, workflowInputs = [] } = m.read(input, parameters, version)
  switch (inputSource) {
    case 'workflowInputs':
      return workflowInputs
    case 'jsonExample':
      return Object.entries(parseExample(jsonExample)).map(([name, value]) => ({ name, type: typeOf(value) }))
    case 'passthrough':
    case undefined:
      return undefined
  }
}

function typeOf(value: m.Json | undefined): DeclaredField['type'] {
  if (value === null || value === undefined) return 'any'
  if (Array.isArray(value)) return 'array'
  const type = typeof value
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'object'
}

function parseExample(given: unknown): m.JsonObject {
  try {
    const value: unknown = typeof given === 'string' ? JSON.parse(given) : given
    if (m.isJsonObject(value)) return value
  } catch (cause) {
    throw m.refuse('The example of the fields is no valid JSON.', { code: 'example_wrong', retry: 'no', cause })
  }
  throw m.refuse('The example of the fields must be a JSON object.', { code: 'example_wrong', retry: 'no' })
}

/** Exactly the declared fields; one that did not come is null. */
function declaredOnly(json: m.JsonObject, fields: readonly string[]): m.JsonObject {
  return Object.fromEntries(fields.map((name) => [name, Object.hasOwn(json, name) ? json[name] : null]))
}

export const executeWorkflowTrigger = m.defineNode({
  type: 'executeWorkflowTrigger',
  name: 'Called by Another Workflow',
  defaultName: 'When Executed by Another Workflow',
  about: 'Starts the workflow when another workflow calls it.',
  icon: 'lucide:corner-down-right',
  category: 'trigger',
  aliases: ['subworkflow', 'sub-workflow', 'execute workflow trigger', 'called', 'function'],
  versions: [1, 1.1, 1.2],
  input,
  trigger: { by: 'workflow', start, returns },
})
