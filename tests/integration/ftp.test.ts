/** FTP against a real server. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Item, JsonObject } from '@millrace/sdk'
import { FtpSrv } from 'ftp-srv'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { file, runPlaced } from './placed-node.ts'

const account = { username: 'ada', password: 'secret of ada' }

let root: string
let port: number
let server: FtpSrv

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'millrace-ftp-'))
  port = await freePort()
  server = new FtpSrv({ url: `ftp://127.0.0.1:${port}`, pasv_url: '127.0.0.1' })
  server.on('login', ({ username, password }, resolve, reject) => {
    if (username === account.username && password === account.password) resolve({ root })
    else reject(new Error('Wrong user or password'))
  })
  await server.listen()
})
afterAll(async () => {
  await server.close()
  rmSync(root, { recursive: true, force: true })
})

/** The server cannot say which port it found, so it is told one. */
async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const found = (probe.address() as AddressInfo).port
  await new Promise((resolve) => probe.close(resolve))
  return found
}

const ftp = (parameters: JsonObject, item: Item = { json: { n: 1 } }, login: JsonObject = {}) =>
  runPlaced('ftp', {
    items: [item],
    parameters,
    credentials: { ftp: { host: '127.0.0.1', port, ...account, ...login } },
  })

test('files are written, listed, renamed, read and removed', async () => {
  const item = { json: { n: 1 }, binary: { data: file('Grüße', 'x.txt') } }
  expect((await ftp({ operation: 'upload', path: '/a/b/one.txt' }, item)).outputs[0]).toMatchObject([item])
  expect(readFileSync(join(root, 'a/b/one.txt'), 'utf8')).toBe('Grüße')
  await ftp({ operation: 'upload', path: '/a/two.txt', binaryData: false, fileContent: 'two' })
  const { json } = await ftp({ operation: 'list', path: '/a', recursive: true })
  expect(json.map(({ type, size, path }) => [type, size, path])).toEqual([
    ['d', expect.any(Number), '/a/b'],
    ['-', 3, '/a/two.txt'],
    ['-', 7, '/a/b/one.txt'],
  ])
  expect(json[1]).toMatchObject({ name: 'two.txt', modifyTime: expect.stringMatching(/^20\d\d-/) })
  const names = { oldPath: '/a/two.txt', newPath: '/c/d/2.txt', options: { createDirectories: true } }
  expect((await ftp({ operation: 'rename', ...names })).json).toEqual([{ success: true }])
  const got = await ftp({ operation: 'download', path: '/c/d/2.txt', binaryPropertyName: 'got' })
  expect(got.outputs[0]).toMatchObject([{ json: { n: 1 }, binary: { got: { fileName: '2.txt', bytes: 3 } } }])
  expect((await ftp({ operation: 'delete', path: '/c/d/2.txt' })).json).toEqual([{ success: true }])
  await ftp({ operation: 'delete', path: '/c/d', options: { folder: true } })
  await ftp({ operation: 'delete', path: '/a', options: { folder: true, recursive: true } })
  expect(readdirSync(root)).toEqual(['c'])
})

describe('a server', () => {
  test('that does not know the user or the file says so', async () => {
    await expect(ftp({ operation: 'list' }, undefined, { password: 'wrong' })).rejects.toMatchObject({
      code: 'login_refused',
      details: { retry: 'no' },
    })
    await expect(ftp({ operation: 'download', path: '/none' })).rejects.toMatchObject({
      name: 'NodeApiError',
      details: { httpCode: '550', retry: 'no' },
    })
  })

  test('cannot send data elsewhere than to itself', async () => {
    const other = await listening(() => undefined)
    const seen: string[] = []
    const fake = await listening((socket) => {
      socket.write('220 hello\r\n')
      socket.on('data', (chunk) => {
        for (const line of chunk.toString().trim().split('\r\n')) {
          const [command = ''] = line.split(' ')
          seen.push(command)
          const { port: elsewhere } = other.address() as AddressInfo
          const answers: Record<string, string> = {
            USER: '331 password',
            PASS: '230 in',
            EPSV: '500 unknown',
            PASV: `227 (127,0,0,2,${elsewhere >> 8},${elsewhere & 255})`,
          }
          socket.write(`${answers[command] ?? '200 fine'}\r\n`)
        }
      })
    })
    let reached = ''
    other.on('connection', (socket: Socket) => {
      reached = socket.localAddress ?? ''
      socket.destroy()
    })
    const place = { port: (fake.address() as AddressInfo).port }
    await expect(ftp({ operation: 'list', options: { timeout: 2000 } }, undefined, place)).rejects.toThrow()
    expect(seen).toContain('PASV')
    // The port is the server's word, the address is not.
    expect(['', '127.0.0.1']).toContain(reached)
    fake.close()
    other.close()
  })
})

async function listening(take: (socket: Socket) => void): Promise<Server> {
  const made = createServer(take)
  await new Promise<void>((resolve) => made.listen(0, '0.0.0.0', resolve))
  return made
}
