/**
 * The floor: what a bare Fastify that inserts one row per request costs on this machine, in this run.
 * Its database waits for the disk as little as one may (`synchronous=NORMAL`).
 */
import { DatabaseSync } from 'node:sqlite'
import Fastify from 'fastify'

const [, , file = '', port = '0'] = process.argv
const database = new DatabaseSync(file)
database.exec(
  'PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; CREATE TABLE executions (id INTEGER PRIMARY KEY, at INTEGER, data TEXT)',
)
const insert = database.prepare('INSERT INTO executions (at, data) VALUES (?, ?)')

const app = Fastify({ logger: false })
const answer = (body: unknown) => {
  insert.run(Date.now(), JSON.stringify(body ?? null))
  return { ok: true }
}
app.get('/*', () => answer(null))
app.post('/*', ({ body }) => answer(body))
await app.listen({ port: Number(port), host: '127.0.0.1' })
process.send?.('ready')
