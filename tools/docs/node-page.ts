/** The page of a node type in the manual, out of its definition and its example. */
import type {
  Catalog,
  CredentialUse,
  Effect,
  Json,
  JsonObject,
  NodeDescription,
  NodeType,
  PortRule,
  Property,
} from '@millrace/sdk'
import { writeTypeName } from '@millrace/workflow'
import { conditionWords, mayHold, type Settled } from './condition-words.ts'
import { type Example, examplePart } from './example-part.ts'
import { capital, code, listed, sentence } from './markdown.ts'
import { noticesOf, parameterTable, present } from './parameter-table.ts'

export function nodePage(type: NodeType, catalog: Catalog, example?: Example): string {
  const { description } = type
  const { name, about, hidden } = description
  return [
    `# ${name}`,
    about,
    ...(hidden ? ['> Superseded: workflows that have it run as before, but new ones do better without it.'] : []),
    facts(type, catalog),
    ...(example ? [examplePart(example, catalog)] : []),
    ...operationParts(type),
    `[All nodes](README.md)\n`,
  ].join('\n\n')
}

function facts(type: NodeType, catalog: Catalog): string {
  const { description } = type
  const { annotation, openedBy } = description
  const rows: (readonly [string, string])[] = [
    ['Type', code(writeTypeName(description.type))],
    ['Versions', versionWords(description)],
    ...(annotation
      ? []
      : ([
          ['Inputs', portWords(description.inputs, description)],
          ['Outputs', portWords(description.outputs, description)],
        ] as const)),
    ...credentialRows(description, catalog),
    ...(hasEffects(type) ? [['Effect', effectWords(type)] as const] : []),
    ...(type.operation && description.inputs.length > 0
      ? [['Items that fail', failureWords(description)] as const]
      : []),
    ...(openedBy
      ? [['Off by default', `An administrator opens it by [\`${openedBy}\`](../reference/settings.md).`] as const]
      : []),
  ]
  return rows.map(([what, words]) => fact(what, words.split('\n'))).join('\n')
}

/** A line of the facts; several words stand beneath it, one each. */
function fact(what: string, words: readonly string[]): string {
  return words.length === 1
    ? `- **${what}**: ${words[0]}`
    : [`- **${what}**`, ...words.map((one) => `  - ${one}`)].join('\n')
}

function versionWords({ versions, defaultVersion }: NodeDescription): string {
  const others = versions.filter((one) => one !== defaultVersion)
  if (others.length === 0) return String(defaultVersion)
  return `${defaultVersion} in new nodes, described here; ${listed(others.map(String))} run${others.length === 1 ? 's' : ''} as well`
}

/** What a new node is; what is settled of it. */
function settledOf({ defaultVersion }: NodeDescription, values: JsonObject = {}): Settled {
  return { version: defaultVersion, values }
}

function portWords(rules: readonly PortRule[], description: NodeDescription): string {
  const { defaultVersion, properties } = description
  const settled = settledOf(description)
  const shown = rules.filter(
    ({ versions, when }) => (versions?.includes(defaultVersion) ?? true) && mayHold(when, settled),
  )
  if (shown.length === 0) return 'none'
  const [only] = shown
  if (shown.length === 1 && only && !only.label && !only.count && !only.each && !only.when) return 'one'
  return listed(
    shown.map((rule) => {
      const under = conditionWords(rule.when, settled, properties, properties)
      return `${portName(rule, description)}${under === '' ? '' : ` (when ${under})`}`
    }),
  )
}

function portName({ label, count, each }: PortRule, { properties }: NodeDescription): string {
  const labelOf = (path: string) => properties.find((one) => one.name === path.split('.')[0])?.label ?? path
  if (each) return `one for each entry of *${labelOf(each.path)}*`
  if (count) return `as many as *${labelOf(count.path)}* says, at first ${count.default}`
  return label ? `*${label}*` : 'one'
}

function credentialRows(description: NodeDescription, catalog: Catalog): readonly (readonly [string, string])[] {
  const uses = description.credentials.filter(
    ({ type, versions }) =>
      (versions?.includes(description.defaultVersion) ?? true) && catalog.credential(type) !== undefined,
  )
  if (uses.length === 0) return []
  return [['Credentials', uses.map((use) => credentialWords(use, description, catalog)).join('; ')]]
}

function credentialWords({ type, required, when }: CredentialUse, description: NodeDescription, catalog: Catalog) {
  const { properties } = description
  const under = conditionWords(when, settledOf(description), properties, properties)
  const name = catalog.credential(type)?.name ?? type
  return `${name}${required ? '' : ' (if wanted)'}${under === '' ? '' : `, when ${under}`}`
}

function failureWords({ failedItems, outputs }: NodeDescription): string {
  const stop = 'The execution stops, unless the settings of the node say to continue'
  if (failedItems === undefined) return `${stop}: then an item goes on with its error in the field \`error\`.`
  if (failedItems.as === 'nothing')
    return `${stop}: then items that failed are left out, and a hint of the run says so.`
  const { output, as } = failedItems
  const label = outputs[output]?.label
  const where = label === undefined ? 'are left out' : `leave by *${label}*`
  return `${stop}: then items that failed ${as === 'input' ? `${where}, as they came` : `leave by the first output as errors`}.`
}

const effects: Readonly<Record<Effect, string>> = {
  pure: 'it changes nothing outside by itself',
  read: 'it reads and changes nothing',
  idempotent: 'it changes something outside; done again, the outcome is the same',
  append: 'it changes something outside; done again, it happens twice',
  destructive: 'it changes something outside, and what was there before is gone',
}

function hasEffects({ operation }: NodeType): boolean {
  return operation !== undefined
}

/** What a node does to the world, where it is not the same for all: by the choice that decides it. */
function effectWords(type: NodeType): string {
  const { description } = type
  const { defaultVersion } = description
  const effectOf = (values: JsonObject) => type.effect(values, defaultVersion)
  const places = operationsOf(description)
  const choices = places.length > 1 ? places : decidingChoices(description, effectOf)
  const byEffect = Map.groupBy(choices, ({ values }) => effectOf(values))
  const [first] = byEffect.keys()
  if (byEffect.size < 2) return capital(sentence(effects[first ?? effectOf(presets(description))]))
  return [...byEffect]
    .map(([effect, own]) => `${listed(own.map(({ label }) => `*${label}*`))}: ${effects[effect]}.`)
    .join('\n')
}

interface Choice {
  readonly label: string
  readonly values: JsonObject
}

/** The choices of the one parameter that decides what a node does to the world, such as the method of a request. */
function decidingChoices(description: NodeDescription, effectOf: (values: JsonObject) => Effect): readonly Choice[] {
  const values = presets(description)
  for (const { name, options, type } of present(description.properties, settledOf(description))) {
    if (type !== 'options') continue
    const choices = (options ?? []).map(({ label, value }) => ({ label, values: { ...values, [name]: value } }))
    if (new Set(choices.map((one) => effectOf(one.values))).size > 1) return choices
  }
  return []
}

function presets(description: NodeDescription): JsonObject {
  const own = present(description.properties, settledOf(description))
  return Object.fromEntries(own.toReversed().map((one): [string, Json] => [one.name, one.default]))
}

interface Operation extends Choice {
  readonly about: string
}

/** The operations of a node by what chooses them; a single one without a name where nothing does. */
function operationsOf(description: NodeDescription): readonly Operation[] {
  const resource = propertyOf(description, 'resource', settledOf(description))
  const resources = resource?.options ?? [{ value: undefined, label: '' }]
  return resources.flatMap(({ value, label: group }) => {
    const chosen: JsonObject = value === undefined ? fixedResource(description) : { resource: value }
    const choosing = propertyOf(description, 'operation', settledOf(description, chosen))
    return optionsOf(choosing, description).map(({ value: operation, label, help = '' }) => ({
      label: group === '' ? label : `${group}: ${label}`,
      about: help,
      values: { ...presets(description), ...chosen, operation },
    }))
  })
}

/** A resource that nobody chooses, but that operations are kept under. */
function fixedResource({ properties }: NodeDescription): JsonObject {
  const hidden = properties.find(({ name, type }) => name === 'resource' && type === 'hidden')
  return hidden ? { resource: hidden.default } : {}
}

function propertyOf(description: NodeDescription, name: string, settled: Settled): Property | undefined {
  return present(description.properties, settled).find((one) => one.name === name && one.type === 'options')
}

function optionsOf(property: Property | undefined, { defaultVersion }: NodeDescription) {
  return (property?.options ?? []).filter(({ versions }) => versions?.includes(defaultVersion) ?? true)
}

/** The parameters: those of all operations first, then each operation with its own. */
function operationParts(type: NodeType): readonly string[] {
  const { description } = type
  const { properties } = description
  const operations = operationsOf(description)
  const general = settledOf(description)
  if (operations.length < 2) return parameterPart('## Parameters', properties, properties, general)
  const choosing = new Set(['resource', 'operation'])
  const own = ({ when }: Property) => ['resource', 'operation'].some((name) => when?.show?.[name] !== undefined)
  const shared = properties.filter((one) => !choosing.has(one.name) && !own(one))
  const parts = operations.flatMap(({ label, about, values }) => {
    const { resource, operation } = values
    const settled = settledOf(description, { ...(resource !== undefined && { resource }), operation: operation ?? '' })
    const its = properties.filter((one) => own(one) && !choosing.has(one.name))
    const part = parameterPart('', its, properties, settled)
    const words = about === '' && part.length === 0 ? 'It has no parameters of its own.' : sentence(about)
    return [`### ${label}`, ...(words === '' ? [] : [words]), ...part]
  })
  return [...parameterPart('## Parameters', shared, properties, general), '## Operations', ...parts]
}

function parameterPart(
  heading: string,
  properties: readonly Property[],
  all: readonly Property[],
  settled: Settled,
): readonly string[] {
  const rows = parameterTable(properties, all, settled)
  const notices = noticesOf(properties, settled).map(sentence)
  if (rows === undefined && notices.length === 0) return []
  return [...(heading === '' || rows === undefined ? [] : [heading]), ...notices, ...(rows === undefined ? [] : [rows])]
}
