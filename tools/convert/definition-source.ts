/**
 * A node's facts as a definition in our form: what a person starts from. It cannot run: that, sentences and
 * better labels are what the facts do not hold.
 */
import { choosers, type Choosing, operationsOf } from './operations-of.ts'
import type { Facts, FactsCredential, FactsProperty } from './read-facts.ts'
import { entry, freeName, listOf, literal, record, share, type Source, source } from './source.ts'
import { decoration, specialise } from './specialise.ts'
import { camelCase, labelOf, wordsOf } from './words.ts'
import { writeCondition, writeInputs } from './write-inputs.ts'
import { isCommon, keyedOperations, namesIn, plainOperations } from './write-operations.ts'
import { writePorts } from './write-ports.ts'

export interface Definition {
  /** TypeScript, not yet formatted. */
  readonly text: string
  /** What a person has to look at, since the facts do not say it. */
  readonly notes: readonly string[]
}

export function definitionSource(facts: Facts): Definition {
  const choosing = operationsOf(facts)
  const used = new Set(['unavailable'])
  const constant = freeName(camelCase(facts.type.replace(/^ai\./, '')), used)
  const plain = plainOperations(facts, choosing?.plainIn ?? facts.versions, used)
  const keyed = choosing ? keyedOperations(facts, choosing, used) : { operations: [], entries: [] }
  const operations = [...plain.operations, ...keyed.operations]
  const common = choosing ? commonInputs(facts, choosing) : {}
  const node = record([
    entry('type', literal(facts.type)),
    entry('name', literal(facts.defaultName)),
    entry('about', literal(aboutOf(facts, choosing))),
    entry('icon', literal('lucide:box')),
    entry('category', literal(facts.trigger ? 'trigger' : facts.type.startsWith('ai.') ? 'ai' : 'app')),
    ...(facts.hidden ? [entry('hidden', 'true')] : []),
    ...versionEntries(facts),
    ...portEntries(facts),
    ...(isSubNode(facts) ? [entry('supplies', 'true')] : []),
    ...(facts.trigger ? [entry('triggerKind', literal(facts.trigger))] : []),
    ...(facts.credentials.length > 0 ? [entry('credentials', credentialsOf(facts))] : []),
    ...(common.input ? [entry('input', common.input)] : []),
    ...(choosing ? choosingEntries(choosing, facts) : []),
    ...plain.entries,
    ...keyed.entries,
    ...(common.lastInput ? [entry('lastInput', common.lastInput)] : []),
  ])
  const { constants, texts } = share([...operations.map((one) => one.source), node], used)
  const lines = [
    "import * as m from '@millrace/sdk'",
    `const unavailable = ${literal(`${facts.defaultName} cannot run yet: its parameters are kept. ${remedy(facts)}`)}`,
    ...constants.map(({ name, text }) => `const ${name} = ${text}`),
    ...operations.map(({ name }, i) => `const ${name} = ${texts[i]}`),
    `export const ${constant} = m.defineNode(${texts.at(-1)})`,
  ]
  return { text: `${lines.join('\n\n')}\n`, notes: notesOf(facts) }
}

function remedy({ trigger }: Facts): string {
  return trigger ? 'Start the workflow in another way until then.' : 'Use an HTTP Request node until then.'
}

/** Inputs that no operation owns, before and behind what chooses one. */
function commonInputs(facts: Facts, { plainIn }: Choosing): { readonly input?: Source; readonly lastInput?: Source } {
  const { properties, versions } = facts
  const first = properties.findIndex((one) => choosers.includes(one.name))
  const common = (some: readonly FactsProperty[]) => {
    const keyedIn = versions.filter((version) => !plainIn.includes(version))
    const there = specialise(some.filter(isCommon), { versions: keyedIn, known: {} })
    return there.length === 0 ? undefined : writeInputs(there, versions, namesIn(facts))
  }
  const input = common(properties.slice(0, first))
  const lastInput = common(properties.slice(first + 1))
  return { ...(input && { input }), ...(lastInput && { lastInput }) }
}

function choosingEntries(choosing: Choosing, facts: Facts): readonly Source[] {
  const { resources, presetResource, presetOperation, resourceProperty, operationProperty } = choosing
  const labels = resources.map(({ value, label }) => entry(value, literal(labelOf(label, value, namesIn(facts)))))
  const [preset, changed] = presetResource
  return [
    ...(resources.length > 0 && !resourceProperty.hidden ? [entry('resources', record(labels))] : []),
    ...(preset ? [entry('presetResource', literal(changed ? presetResource : preset[1]))] : []),
    ...unlessEmpty('presetOperation', presetOperation),
    ...(resources.length > 0 ? unlessEmpty('resourceProperty', resourceProperty) : []),
    ...unlessEmpty('operationProperty', operationProperty),
  ]
}

function unlessEmpty(key: string, value: object): readonly Source[] {
  return Object.keys(value).length > 0 ? [entry(key, literal(value))] : []
}

function versionEntries({ versions, defaultVersion }: Facts): readonly Source[] {
  return [
    ...(versions.length === 1 && versions[0] === 1 ? [] : [entry('versions', literal(versions))]),
    ...(defaultVersion === versions.at(-1) ? [] : [entry('defaultVersion', String(defaultVersion))]),
  ]
}

/** Ports, unless they are the usual ones; those no rule can say are noted for a person. */
function portEntries(facts: Facts): readonly Source[] {
  return (['inputs', 'outputs'] as const).flatMap((side) => {
    const ports = writePorts(facts[side], side === 'outputs' ? facts.outputNames : [])
    const isUsual = side === 'inputs' && facts.trigger ? ports?.isNone : ports?.isOneOfItems
    return ports && !isUsual ? [entry(side, ports.source)] : []
  })
}

/** Whether it gives no items but a capability to the node it is attached to. */
function isSubNode({ outputs }: Facts): boolean {
  const kinds = outputs.flatMap(({ cases }) => cases.flatMap((one) => one.kinds))
  return kinds.length > 0 && !kinds.includes('main')
}

function credentialsOf(facts: Facts): Source {
  return source`[${listOf(facts.credentials.map((one) => credentialOf(one)))}]`
}

function credentialOf({ type, required, versions, when }: FactsCredential): string | Source {
  const { '@version': shown, ...show } = when?.show ?? {}
  if (required && !versions && !when) return literal(type)
  const rest = { ...(Object.keys(show).length > 0 && { show }), ...(when?.hide && { hide: when.hide }) }
  const all = shown ? { ...rest, show: { ...show, '@version': shown } } : rest
  return record([
    entry('type', literal(type)),
    entry('required', String(required)),
    ...(versions ? [entry('versions', literal(versions))] : []),
    ...(all.show || all.hide ? [entry('when', writeCondition(all))] : []),
  ])
}

function aboutOf({ defaultName, trigger }: Facts, choosing: Choosing | undefined): string {
  if (trigger) return `Starts the workflow when something happens in ${defaultName.replace(/ Trigger$/, '')}.`
  const things = (choosing?.resources ?? []).map(({ value }) => wordsOf(value).toLowerCase())
  return things.length === 0 ? `Works with ${defaultName}.` : `${defaultName}: ${things.join(', ')}.`
}

function notesOf(facts: Facts): readonly string[] {
  const all = everyProperty(facts.properties)
  const sentences = all.filter((one) => decoration.has(one.type)).map((one) => one.name)
  const withheld = all.filter((one) => one.withheld).map((one) => one.name)
  const irregular = (['inputs', 'outputs'] as const).filter((side) => !writePorts(facts[side], []))
  return [
    'The sentence `about`, the icon and the labels are a start only.',
    ...(sentences.length > 0
      ? [`Left out, since facts hold no sentences: ${[...new Set(sentences)].join(', ')}.`]
      : []),
    ...(withheld.length > 0 ? [`The facts withhold the defaults of: ${[...new Set(withheld)].join(', ')}.`] : []),
    ...irregular.map((side) => `The ${side} follow parameters or versions: write their rules.`),
    ...(all.some((one) => one.type === 'filter') ? ['A filter says which parameters decide on case and types.'] : []),
  ]
}

function everyProperty(properties: readonly FactsProperty[]): readonly FactsProperty[] {
  return properties.flatMap((one) => [
    one,
    ...everyProperty(one.members ?? []),
    ...everyProperty((one.groups ?? []).flatMap((group) => group.values)),
  ])
}
