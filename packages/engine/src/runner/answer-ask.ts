/** Answers what a runner asks of the server's ports. */
import type { JsonObject } from '@millrace/sdk'
import { EngineError } from '../error.ts'
import type { WhichVersion } from '../ports.ts'
import { tableAnswers } from './answer-table-ask.ts'
import { field, numberOr, text, texts } from './ask-form.ts'
import { toWirePiece } from './protocol.ts'
import type { RunnersOptions } from './runners.ts'

/** The ports that a process may ask for. */
export type AskedPorts = Pick<RunnersOptions, 'journal' | 'workflows' | 'state' | 'blobs' | 'vault' | 'dataTables'>

type Answering = (options: AskedPorts, args: readonly unknown[]) => Promise<unknown>

const answers: ReadonlyMap<string, Answering> = new Map<string, Answering>([
  ['journal.read', ({ journal }, [execution, after]) => journal.read(text(execution), numberOr(after, -1))],
  [
    'journal.piece',
    async ({ journal }, [execution, list, start]) => {
      const piece = await journal.piece(text(execution), numberOr(list, 0), numberOr(start, 0))
      return piece === undefined ? null : toWirePiece(piece)
    },
  ],
  ['journal.outline', ({ journal }, [execution]) => journal.outline(text(execution))],
  ['journal.wakes', ({ journal }, [execution]) => journal.wakes(text(execution))],
  ['workflows.toRun', ({ workflows }, [id, which, known]) => workflows.toRun(text(id), whichOf(which), texts(known))],
  ['state.addNew', ({ state }, [key, values, limit]) => state.addNew(keyOf(key), texts(values), numberOr(limit, 0))],
  ['state.raise', ({ state }, [key, value]) => state.raise(keyOf(key), numberOr(value, 0))],
  ['state.clear', ({ state }, [key]) => state.clear(keyOf(key))],
  ['state.staticData', ({ state }, [key]) => state.staticData(staticKeyOf(key))],
  [
    'state.keepStaticData',
    // The other process is our own: it sends data.
    ({ state }, [key, data]) => state.keepStaticData(staticKeyOf(key), data as JsonObject),
  ],
  ['blobs.put', ({ blobs }, [execution, bytes]) => blobs.put(text(execution), Buffer.from(text(bytes), 'base64'))],
  [
    'blobs.get',
    async ({ blobs }, [execution, id]) => Buffer.from(await blobs.get(text(execution), text(id))).toString('base64'),
  ],
  [
    'blobs.part',
    async ({ blobs }, [execution, id, from, to]) => {
      const bytes = await blobs.part(text(execution), text(id), numberOr(from, 0), numberOr(to, 0))
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
    },
  ],
  [
    'vault.open',
    ({ vault }, [id, who]) =>
      vault.use(text(id), whoOf(who), async ({ type, fields, allowedHosts }) => ({ type, fields, allowedHosts })),
  ],
  [
    'vault.renew',
    ({ vault }, [id, who, over]) =>
      vault.use(text(id), whoOf(who), async ({ renew }) => {
        if (renew === undefined) throw new EngineError('protocol', 'This server renews no tokens.')
        return renew(text(over))
      }),
  ],
  ...Object.entries(tableAnswers).map(([name, answer]): [string, Answering] => [
    `dataTables.${name}`,
    ({ dataTables }, [project, ...args]) => answer(dataTables, text(project), args),
  ]),
])

/** The answer of a port. */
export async function answerAsk(options: AskedPorts, port: string, args: readonly unknown[]): Promise<unknown> {
  const answer = answers.get(port)
  if (answer === undefined) throw new EngineError('protocol', `There is no port “${port}”.`)
  return answer(options, args)
}

function whichOf(value: unknown): WhichVersion {
  return value === 'published' || value === 'draft' ? value : { version: field(value, 'version') }
}

function keyOf(value: unknown): { readonly workflow: string; readonly set: string } {
  return { workflow: field(value, 'workflow'), set: field(value, 'set') }
}

function staticKeyOf(value: unknown): { readonly workflow: string; readonly scope: string } {
  return { workflow: field(value, 'workflow'), scope: field(value, 'scope') }
}

function whoOf(value: unknown): { readonly project: string; readonly nodeType: string } {
  return { project: field(value, 'project'), nodeType: field(value, 'nodeType') }
}
