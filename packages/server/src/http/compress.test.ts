import { gunzipSync } from 'node:zlib'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { acceptsGzip, compressed } from './compress.ts'

test.each([
  ['gzip', true],
  ['br, GZIP;q=0.5', true],
  ['*', true],
  ['gzip;q=0', false],
  ['gzip; q=0.000, *', false],
  ['br', false],
  ['', false],
  [undefined, false],
])('whoever accepts %s takes gzip: %s', (header, takes) => {
  expect(acceptsGzip(header)).toBe(takes)
})

test('long answers are compressed for whoever takes them, and short ones never', async () => {
  const app = Fastify()
  app.get<{ Params: { length: string } }>('/:length', async (request, reply) =>
    reply.send(await compressed(request, reply, 'x'.repeat(Number(request.params.length)))),
  )
  const ask = (length: number, accept: string) =>
    app.inject({ url: `/${length}`, headers: { 'accept-encoding': accept } })
  const small = await ask(100, 'gzip')
  expect(small.headers['content-encoding']).toBeUndefined()
  expect(small.headers['vary']).toBeUndefined()
  const plain = await ask(5000, 'br')
  expect(plain.headers).toMatchObject({ vary: 'accept-encoding', 'content-length': '5000' })
  const large = await ask(5000, 'gzip, br')
  expect(large.headers).toMatchObject({ vary: 'accept-encoding', 'content-encoding': 'gzip' })
  expect(large.rawPayload.length).toBeLessThan(100)
  expect(gunzipSync(large.rawPayload).toString()).toBe('x'.repeat(5000))
})
