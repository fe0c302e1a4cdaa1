/** A recorded case of the http suite and the surroundings it was recorded in. The format: `README.md` beside the cases. */
import { generateKeyPairSync } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Item, Json, JsonObject } from '@millrace/sdk'
import type { SuiteOptions } from '../suite.ts'
import { listOf, objectOf, textOf } from '../workflows/recorded.ts'

export interface HttpCase {
  readonly file: string
  readonly id: string
  readonly title: string
  readonly kind: string
  /** Of a poll: `manual`, or `trigger`. */
  readonly mode: string
  readonly node: string
  readonly version: number
  readonly parameters: JsonObject
  readonly credentials: readonly { readonly type: string; readonly data: JsonObject }[]
  readonly input: readonly Item[]
  readonly hasSubNodes: boolean
  readonly requests: readonly JsonObject[]
  readonly responses: readonly JsonObject[]
  readonly output: Json | undefined
  readonly error: JsonObject | undefined
  readonly staticDataBefore: JsonObject | undefined
  readonly staticDataAfter: Json | undefined
  /** Only the recorded requests are known. */
  readonly partial: boolean
  readonly waits: boolean
  /** Places that hold some value, whatever it is: `/0/body/x`. */
  readonly volatile: ReadonlySet<string>
}

export interface Environment {
  readonly now: number
  readonly base: string
  readonly timezone: string
  readonly workflowId: string
  readonly workflowName: string
  readonly executionId: string
  readonly nodeId: string
  readonly webhookId: string
}

export function readEnvironment(folder: string): Environment {
  const { now, ...texts } = parse(readFileSync(join(folder, '_environment.json'), 'utf8'))
  return {
    now: Date.parse(textOf(now)),
    base: textOf(texts['base']),
    timezone: textOf(texts['timezone']),
    workflowId: textOf(texts['workflowId']),
    workflowName: textOf(texts['workflowName']),
    executionId: textOf(texts['executionId']),
    nodeId: textOf(texts['nodeId']),
    webhookId: textOf(texts['webhookId']),
  }
}

/** All cases of a folder, in the order of their files. */
export function readCases(folder: string, { only }: SuiteOptions): readonly HttpCase[] {
  const answers = new Map(linesOf(join(folder, '_responses.jsonl')).map((one) => [textOf(one['id']), one]))
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl') && !name.startsWith('_'))
  return names.toSorted().flatMap((name) => {
    const file = name.replace(/\.jsonl$/, '')
    return linesOf(join(folder, name))
      .map((raw) => readCase(file, raw, answers))
      .filter((one) => only === undefined || [one.id, one.file, one.title].some((text) => text.includes(only)))
  })
}

/** The key that cases name by a placeholder. */
const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' })

function linesOf(path: string): readonly JsonObject[] {
  const escaped = JSON.stringify(String(key)).slice(1, -1)
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parse(line.replaceAll('{{TEST_RSA_PRIVATE_KEY}}', () => escaped)))
}

function readCase(file: string, raw: JsonObject, answers: ReadonlyMap<string, JsonObject>): HttpCase {
  const places = [...listOf(raw['volatile']), ...listOf(raw['volatileOutcome'])]
  return {
    file,
    id: textOf(raw['id']),
    title: textOf(raw['title']),
    kind: textOf(raw['kind']),
    mode: textOf(raw['mode']),
    node: textOf(raw['node']),
    version: Number(raw['version']),
    parameters: objectOf(raw['parameters']),
    credentials: listOf(raw['credentials']).map((one) => {
      const { type, data } = objectOf(one)
      return { type: textOf(type), data: objectOf(data) }
    }),
    // Items are recorded as they are.
    input: listOf(raw['input']) as unknown as readonly Item[],
    hasSubNodes: listOf(raw['subNodes']).length > 0,
    requests: listOf(raw['requests']).map(objectOf),
    responses: listOf(raw['responses']).map((id) => answers.get(textOf(id)) ?? {}),
    output: raw['output'],
    error: raw['error'] === undefined ? undefined : objectOf(raw['error']),
    staticDataBefore: raw['staticDataBefore'] === undefined ? undefined : objectOf(raw['staticDataBefore']),
    staticDataAfter: raw['staticDataAfter'],
    partial: raw['partial'] !== undefined,
    waits: raw['waits'] === true,
    volatile: new Set(places.map((one) => textOf(objectOf(one)['path']))),
  }
}

function parse(text: string): JsonObject {
  const value: JsonObject = JSON.parse(text)
  return value
}
