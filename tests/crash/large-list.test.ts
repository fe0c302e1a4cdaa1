/**
 * The real server, killed while a list is written that is too large for its event: what it wrote of it is nothing, and
 * the execution ends with the same items, each list once on disk.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { openStore, systemPrincipal } from '@millrace/store'
import { afterAll, expect, test } from 'vitest'
import { writeItems } from '../../bench/large/items-file.ts'
import { freePort, runMillrace, type ServerProcess, startServerProcess } from './server-process.ts'
import { allEnded } from './story.ts'

const ITEMS = 12_000
const KEPT = ITEMS / 100
const me = systemPrincipal('test')
const document = join(import.meta.dirname, '../../bench/workflows/large.json')
const folder = mkdtempSync(join(tmpdir(), 'millrace-large-'))
const home = join(folder, 'home')
const database = join(home, 'millrace.db')
let current: ServerProcess | undefined

afterAll(() => {
  current?.signal('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

test('a list that was half written when the server was killed is written anew, and once', async () => {
  const settings = { home, port: await freePort(), env: { MILLRACE_LOG: 'error', MILLRACE_FILE_FOLDERS: folder } }
  writeItems(join(folder, 'items.ndjson'), ITEMS)
  runMillrace(settings, 'import', document, '--publish')
  const first = (current = startServerProcess(settings))
  await first.ready()
  const answer = await fetch(`http://127.0.0.1:${settings.port}/webhook/bench-large`, { method: 'POST' })
  expect(answer.status).toBe(200)
  for (const limit = Date.now() + 60_000; piecesIn(database) < 3; await pause(2)) {
    if (Date.now() > limit) throw new Error(`No list was written: ${first.said()}`)
  }
  first.signal('SIGKILL')
  await first.ended()
  await first.familyEnded(5000)

  const second = (current = startServerProcess(settings))
  await second.ready()
  await allEnded(database, 100_000, () => second.said())
  second.signal('SIGTERM')
  expect(await second.ended(), second.said()).toBe(0)

  const store = await openStore({ home })
  const [execution] = (await store.executions.list(me, {}, {})).items
  expect(execution?.status, `${execution?.error?.message} ${second.said()}`).toBe('success')
  const page = async (node: string, offset: number) =>
    store.executions.items(me, execution?.id ?? '', { node, run: 0, output: 0, offset, limit: 1 })
  const read = await page('node-read-0000', ITEMS - 1)
  const edited = await page('node-edit-0000', ITEMS / 2)
  const filtered = await page('node-filter-0000', KEPT - 1)
  expect([read?.total, read?.items[0]?.json['n']]).toEqual([ITEMS, ITEMS - 1])
  expect(edited?.items[0]?.json).toMatchObject({ n: ITEMS / 2, label: `ITEM ${ITEMS / 2}-${ITEMS / 2}` })
  expect([filtered?.total, filtered?.items[0]?.json['n']]).toEqual([KEPT, ITEMS - 100 + 7])
  await store.close()
  expect(itemsByList(database)).toEqual([ITEMS, ITEMS])
})

/** Pieces of lists that lie in the database. */
function piecesIn(file: string): number {
  return Number(asked(file, 'select count(*) as n from item_segments where seq < 0')[0]?.['n'])
}

function itemsByList(file: string): readonly number[] {
  return asked(file, 'select sum(count) as n from item_segments where seq < 0 group by seq').map(({ n }) => Number(n))
}

function asked(file: string, sql: string): readonly Record<string, unknown>[] {
  const reader = new DatabaseSync(file, { readOnly: true })
  try {
    return reader.prepare(sql).all()
  } finally {
    reader.close()
  }
}
