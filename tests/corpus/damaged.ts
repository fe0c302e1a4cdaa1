/**
 * Damages documents in every way that people, scripts and language models do: some three hundred kinds,
 * each a place in the document and something that does not belong there. The same in every run.
 */
import { documents } from './documents.ts'

export interface Damaged {
  /** What was done, for the name of a test. */
  readonly how: string
  /** The document as text, as it would be pasted. */
  readonly text: string
}

/** JSON texts that belong almost nowhere. */
const wrong: Readonly<Record<string, string>> = {
  null: 'null',
  'a number': '7',
  'a negative number': '-1',
  'a fraction': '0.5',
  'a huge number': '1e999',
  'an empty text': '""',
  'a text': '"text"',
  true: 'true',
  'an empty list': '[]',
  'a list of nulls': '[null,null]',
  'a list of lists': '[[[]]]',
  'an empty object': '{}',
  'a prototype': '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
}

/** Places in a document, as paths with a stand-in for what is put there. */
const places: Readonly<Record<string, readonly (string | number)[]>> = {
  name: ['name'],
  nodes: ['nodes'],
  'a node': ['nodes', 1],
  'an id': ['nodes', 1, 'id'],
  'a node name': ['nodes', 1, 'name'],
  'a type': ['nodes', 1, 'type'],
  'a version': ['nodes', 1, 'typeVersion'],
  'a position': ['nodes', 1, 'position'],
  parameters: ['nodes', 1, 'parameters'],
  credentials: ['nodes', 1, 'credentials'],
  'a flag': ['nodes', 1, 'disabled'],
  'an error setting': ['nodes', 1, 'onError'],
  connections: ['connections'],
  'a source': ['connections', 'Start'],
  outputs: ['connections', 'Start', 'main'],
  'an output': ['connections', 'Start', 'main', 0],
  'a connection': ['connections', 'Start', 'main', 0, 0],
  'a target': ['connections', 'Start', 'main', 0, 0, 'node'],
  'an index': ['connections', 'Start', 'main', 0, 0, 'index'],
  settings: ['settings'],
  'the order': ['settings', 'executionOrder'],
  'pinned data': ['pinData'],
  tags: ['tags'],
  'static data': ['staticData'],
  meta: ['meta'],
}

/** Every kind of damage, on a document with branches. */
export function damaged(): readonly Damaged[] {
  const sound = documents['branches'] ?? {}
  const misplaced = Object.entries(places).flatMap(([where, path]) =>
    Object.entries(wrong).map(([what, json]) => ({ how: `${what} as ${where}`, text: put(sound, path, json) })),
  )
  return [...misplaced, ...shaped(sound), ...broken(JSON.stringify(sound))]
}

const mark = '@@damage@@'

/** The document's text with a JSON text at a path. */
function put(document: unknown, path: readonly (string | number)[], json: string): string {
  const copy: unknown = structuredClone(document)
  let holder: unknown = copy
  for (const step of path.slice(0, -1))
    holder = typeof holder === 'object' && holder !== null ? Reflect.get(holder, step) : undefined
  const last = path.at(-1)
  if (typeof holder !== 'object' || holder === null || last === undefined)
    throw new Error(`No place ${path.join('.')}.`)
  Reflect.set(holder, last, mark)
  return JSON.stringify(copy).replace(`"${mark}"`, () => json)
}

/** Documents that are odd as a whole. */
function shaped(sound: object): readonly Damaged[] {
  const node = { id: 'n', name: 'Same', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [0, 0], parameters: {} }
  const to = (name: string, type = 'main') => ({ node: name, type, index: 0 })
  const ring = Array.from({ length: 50 }, (_, at) => ({ ...node, id: `n${at}`, name: `N${at}` }))
  const whole: Readonly<Record<string, object>> = {
    'twenty nodes of one name and id': {
      nodes: Array.from({ length: 20 }, () => node),
      connections: { Same: { main: [[to('Same')]] } },
    },
    'names that look numbered': {
      nodes: ['A', 'A', 'A1', 'A1', 'A2'].map((name) => ({ ...node, name })),
      connections: {},
    },
    'a ring': {
      nodes: ring,
      connections: Object.fromEntries(ring.map(({ name }, at) => [name, { main: [[to(`N${(at + 1) % 50}`)]] }])),
    },
    'a sub-node of itself': { nodes: [node], connections: { Same: { ai_tool: [[to('Same', 'ai_tool')]] } } },
    'an invented kind': { nodes: [node], connections: { Same: { ai_telepathy: [[to('Same', 'ai_telepathy')]] } } },
    'an output far away': {
      nodes: [node],
      connections: { Same: { main: [...Array.from({ length: 300 }, () => []), [to('Same')]] } },
    },
    'the same connection thrice': {
      nodes: [node],
      connections: { Same: { main: [[to('Same'), to('Same'), to('Same')]] } },
    },
    'nodes by name': { nodes: { Same: node }, connections: {} },
    'a list in a list': [[sound]],
  }
  return Object.entries(whole).map(([how, document]) => ({ how, text: JSON.stringify(document) }))
}

/** Texts that are no JSON any more. */
function broken(text: string): readonly Damaged[] {
  return [
    { how: 'cut in half', text: text.slice(0, text.length / 2) },
    { how: 'cut at its first letter', text: '{' },
    { how: 'twice in a row', text: text + text },
    { how: 'with single quotes', text: text.replaceAll('"', "'") },
    { how: 'with a comment', text: `// workflow\n${text}` },
    { how: 'with a trailing comma', text: text.replace(/\}$/u, ',}') },
    { how: 'as a text of JSON', text: JSON.stringify(text) },
    { how: 'in a deep nest', text: '['.repeat(100_000) + ']'.repeat(100_000) },
    { how: 'as nothing', text: '' },
    { how: 'as spaces', text: '  \n ' },
    { how: 'as a web page', text: '<!doctype html><title>Sign in</title>' },
  ]
}
