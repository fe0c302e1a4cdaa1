/**
 * Inputs as tables `input1`, `input2` … of an SQL query. The query runs where people's code does, in a sandbox: the
 * library turns it into code, so whoever writes a query may write code, and there it finds nothing but the tables.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import * as m from '@millrace/sdk'
import { answerQuery } from './answer-query.ts'

export interface SqlQuery {
  readonly query: string
  /** The values of `$1`, `$2` …: a list in JSON, or texts with commas between them. */
  readonly parameters: string
  /** A row is linked to the items it came from, as far as the query shows it; otherwise to all. */
  readonly linksRows: boolean
  /** What there is when the query finds nothing: an item that says so, or none. */
  readonly whenEmpty: 'success' | 'empty'
}

type Inputs = readonly (readonly m.Item[])[]

/**
 * The rows that a query finds, as items.
 * @throws NodeError where the query cannot be read, or is beyond the limits of the sandbox
 */
export async function mergeBySql(inputs: Inputs, asked: SqlQuery, context: m.RunContext): Promise<readonly m.Item[]> {
  const rows = await found(inputs, asked, context)
  const all = linksToAll(inputs)
  if (rows.length === 0) return asked.whenEmpty === 'empty' ? [] : [{ json: { success: true }, pairedItem: all }]
  return rows.map(({ json, links }) => ({ json, pairedItem: asked.linksRows ? links : all }))
}

function linksToAll(inputs: Inputs): readonly m.LinkTarget[] {
  return inputs.flatMap((items, input) => items.map((_, item) => ({ item, input })))
}

interface Row {
  readonly json: m.JsonObject
  readonly links: readonly m.LinkTarget[]
}

async function found(inputs: Inputs, asked: SqlQuery, context: m.RunContext): Promise<readonly Row[]> {
  const tables = inputs.map((items) => items.map(({ json }) => json))
  const work: m.JsonObject = { query: asked.query, parameters: parametersOf(asked.parameters), tables }
  const { items } = await context.code
    .run({
      language: 'javaScript',
      code: await program(),
      mode: 'allItems',
      items: [{ json: work }],
      scope: { names: '{}', callbacks: new Map() },
      signal: context.signal,
      console: () => undefined,
    })
    .catch((cause: unknown) => {
      throw failed(cause instanceof Error ? cause.message : String(cause), cause)
    })
  const answer = items[0]?.json ?? {}
  if (typeof answer['problem'] === 'string') throw failed(answer['problem'])
  return rowsIn(answer['rows'])
}

function rowsIn(value: m.Json | undefined): readonly Row[] {
  return listOf(value).map((row) => {
    const { json, links } = recordOf(row)
    return {
      json: recordOf(json),
      links: listOf(links).map((link) => {
        const { item, input } = recordOf(link)
        return input === 0 ? { item: Number(item) } : { item: Number(item), input: Number(input) }
      }),
    }
  })
}

/** `$1` is the first one. */
function parametersOf(text: string): m.JsonObject {
  const values = text.trim().startsWith('[') ? listOf(parsed(text)) : text.trim() === '' ? [] : text.split(',')
  return Object.fromEntries(
    values.map((value, index) => [String(index + 1), typeof value === 'string' ? value.trim() : value]),
  )
}

function parsed(text: string): m.Json {
  try {
    const value: m.Json = JSON.parse(text)
    return value
  } catch (cause) {
    throw failed('the query parameters begin like a list in JSON, but are none', cause)
  }
}

function listOf(value: m.Json | undefined): readonly m.Json[] {
  return Array.isArray(value) ? value : []
}

function recordOf(value: m.Json | undefined): m.JsonObject {
  return m.isJsonObject(value) ? value : {}
}

function failed(why: string, cause?: unknown): m.NodeError {
  return m.refuse(`The query failed: ${why}`, {
    code: 'merge_sql_failed',
    retry: 'no',
    itemIndex: 0,
    reach: 'node',
    cause,
  })
}

let text: Promise<string> | undefined

/** The library and what is done with it, as one program of the sandbox. */
function program(): Promise<string> {
  text ??= readFile(createRequire(import.meta.url).resolve('alasql/dist/alasql.min.js'), 'utf8').then(
    (library) => `const library = { exports: {} }
;(function (module, exports, require) {${library}
})(library, library.exports, undefined)
return (${answerQuery.toString()})(library.exports, items[0].json)`,
  )
  return text
}
