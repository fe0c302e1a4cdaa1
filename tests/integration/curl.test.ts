/**
 * What a pasted curl command becomes, against curl itself: both send to one server, and what reaches it is the same.
 * Headers that a program sends of itself (its name, what it accepts) are its own.
 */
import { spawnSync } from 'node:child_process'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingHttpHeaders, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { JsonObject } from '@millrace/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { filledFromCurl } from '../../packages/editor/src/curl/curl-parameters.ts'

const hasCurl = spawnSync('curl', ['--version']).status === 0 && spawnSync('bash', ['--version']).status === 0
const bin = join(import.meta.dirname, '../../packages/cli/bin/millrace.mjs')
const run = promisify(execFile)

/** Each with the address of the server in the place of URL. */
const commands = [
  'curl URL/things',
  'curl "URL/things?a=1&b=two%20words&c="',
  "curl 'URL/things?a=1&a=2'",
  "curl 'URL/things?flag&a=%'",
  'curl -X DELETE URL/things/7',
  'curl -I URL/things',
  "curl -d 'a=1&b=2' URL/things",
  "curl -d a=1 -d 'b=two words' --data-raw '@c=3' URL/things",
  "curl --data-urlencode 'q=a & b = c' --data-urlencode '=50% %' URL/things",
  "curl -G -d 'q=x' --data-urlencode 'r=ä ö' 'URL/things?first=1'",
  'curl -d \'{"a":1}\' URL/things',
  'curl -H \'Content-Type: application/json\' -d \'{"a": [1, 2.5, null], "b": "=x {{ y }}"}\' URL/things',
  "curl -H 'content-type: application/json' -d '{\"id\": 12345678901234567890}' URL/things",
  "curl -H 'Content-Type: application/json' -d '\"only a text\"' URL/things",
  "curl --json '{\"a\":' --json '1}' URL/things",
  "curl -H 'Content-Type: text/plain; charset=utf-8' --data-binary $'one\\ntwo\\x21 \\u00e9' URL/things",
  "curl -XPUT -H 'X-One:1' -H 'X-Two: =not {{ an }} expression' -d '=x=1' URL/things",
  'curl -u ada:lövelace -A Mill/1 -e https://from.example/ -b "a=1; b=2" URL/things',
  'curl -u ada: --oauth2-bearer ignored URL/things',
  "curl -F name=Ada -F 'note=\"two; words\"' --form-string 'raw=@x;type=y' URL/things",
  "curl -sSLk --compressed --max-time 20 -X PATCH \\\n  -H 'Accept: application/json' \\\n  --data-raw 'it'\\''s' \\\n  URL/things | jq .",
  'curl --location --request POST "URL/things" --header "Content-Type: application/xml" --data "<a b=\\"c\\">\n</a>" > out',
  "curl -d '' URL/things",
  "curl -X PROPFIND -H 'Depth: 1' -H 'Empty;' URL/things",
]

interface Received {
  readonly method: string
  readonly path: string
  readonly query: readonly (readonly [string, string])[]
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
}

describe.skipIf(!hasCurl)('a curl command pasted into a node', () => {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      void read(request.method ?? '', request.url ?? '', request.headers, Buffer.concat(chunks)).then((one) => {
        received.push(one)
        response.setHeader('content-type', 'application/json').end('{}')
      })
    })
  })
  let home = ''
  let address = ''
  beforeAll(async () => {
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    // A port is all that a TCP server has for an address.
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    home = mkdtempSync(join(tmpdir(), 'millrace-curl-'))
  })
  afterAll(() => {
    server.close()
    rmSync(home, { recursive: true, force: true })
  })

  test('sends what curl sends', async () => {
    const placed = commands.map((command) => command.replace('URL', address))
    for (const command of placed) await run('bash', ['-c', command], { cwd: home })
    const byCurl = received.splice(0)
    const file = join(home, 'workflow.json')
    writeFileSync(file, JSON.stringify(chain(placed.map((command) => filledFromCurl(command)?.parameters ?? {}))))
    await run(process.execPath, [bin, 'execute', '--file', file, '--json'], {
      env: { ...process.env, MILLRACE_HOME: home },
    })
    expect(received.length).toBe(commands.length)
    for (const [index, sent] of received.entries()) {
      const own = byCurl[index]
      if (!own) throw new Error('curl sent less.')
      const told = tellingHeaders(commands[index] ?? '', own.headers)
      expect({ command: commands[index], ...sent, headers: picked(sent.headers, told) }).toEqual({
        command: commands[index],
        ...own,
        headers: picked(own.headers, told),
      })
    }
  })
})

/** The headers that a command sets, and those that say what the body is. */
function tellingHeaders(command: string, headers: IncomingHttpHeaders): readonly string[] {
  const own = ['user-agent', 'accept', 'host', 'content-length', 'accept-encoding', 'connection', 'transfer-encoding']
  const set = [...(/-A /.test(command) ? ['user-agent'] : []), ...(/'Accept:|--json/.test(command) ? ['accept'] : [])]
  return [...Object.keys(headers).filter((name) => !own.includes(name)), ...set]
}

function picked(headers: IncomingHttpHeaders, names: readonly string[]): object {
  return Object.fromEntries(
    names.map((name) => [
      name,
      String(headers[name])
        .replace(/;\s*boundary=.*$/, '')
        .replaceAll(/;\s*/g, '; '),
    ]),
  )
}

async function read(method: string, url: string, headers: IncomingHttpHeaders, bytes: Buffer): Promise<Received> {
  const { pathname, search } = new URL(url, 'http://here')
  const type = headers['content-type'] ?? ''
  const query = pairs(search.slice(1))
  return { method, path: pathname, query, headers, body: await bodyOf(type, bytes) }
}

async function bodyOf(type: string, bytes: Buffer): Promise<unknown> {
  const text = bytes.toString('utf8')
  if (type.startsWith('multipart/')) {
    return [...(await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData())]
  }
  if (type === 'application/x-www-form-urlencoded') return pairs(text)
  if (!type.startsWith('application/json') || /\d{16}/.test(text)) return text
  return JSON.parse(text)
}

function pairs(text: string): readonly (readonly [string, string])[] {
  return [...new URLSearchParams(text)]
}

/** Start → one request after the other. */
function chain(requests: readonly JsonObject[]): object {
  const next = (target: string) => ({ main: [[{ node: target, type: 'main', index: 0 }]] })
  const names = ['Start', ...requests.map((_, index) => `R${index}`)]
  return {
    name: 'Requests',
    nodes: names.map((name, index) => ({
      id: name,
      name,
      position: [index * 220, 0],
      ...(index === 0
        ? { type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} }
        : { type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2, parameters: requests[index - 1] }),
      alwaysOutputData: true,
    })),
    connections: Object.fromEntries(names.slice(0, -1).map((name, index) => [name, next(names[index + 1] ?? '')])),
    settings: { executionOrder: 'v1' },
  }
}
