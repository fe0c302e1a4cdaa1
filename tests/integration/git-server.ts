/** A Git server on the web: Git's own, for the bare repositories of a folder, with a user who signs in. */
import { execFile, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

export const gitAccount = { username: 'ada', password: 'a token of hers' }

export interface GitServer {
  readonly address: string
  /** What git says about a repository of the server. */
  git(repository: string, ...args: readonly string[]): Promise<string>
  close(): Promise<void>
}

const environment = {
  PATH: process.env['PATH'] ?? '',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
  // The same commits, whenever the tests run.
  GIT_AUTHOR_DATE: '2026-01-05T09:00:00+0000',
  GIT_COMMITTER_DATE: '2026-01-05T09:00:00+0000',
}

/** Git as the tests use it, in a folder. */
export async function gitIn(folder: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('git', [...args], { cwd: folder, env: environment })
  return stdout.trim()
}

/**
 * Serves one repository, `site.git`, with a first commit of these files on its branch `main`.
 * @param reads whether everybody may read it; to push, one signs in
 */
export async function startGitServer(
  folder: string,
  files: Readonly<Record<string, string>>,
  reads: 'everybody' | 'members' = 'everybody',
): Promise<GitServer> {
  const [bare, first] = [join(folder, 'site.git'), join(folder, 'first')]
  mkdirSync(first, { recursive: true })
  await gitIn(folder, 'init', '--bare', '-b', 'main', bare)
  await gitIn(bare, 'config', 'http.receivepack', 'true')
  await gitIn(first, 'init', '-b', 'main')
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(first, name)), { recursive: true })
    writeFileSync(join(first, name), text)
  }
  await gitIn(first, 'add', '.')
  await gitIn(first, 'commit', '-m', 'First')
  await gitIn(first, 'push', bare, 'main')
  const expected = `Basic ${Buffer.from(`${gitAccount.username}:${gitAccount.password}`).toString('base64')}`
  const server = createServer((request, response) => {
    const closed = reads === 'members' || request.url?.includes('receive-pack')
    if (closed && request.headers.authorization !== expected) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end()
    } else answer(folder, request, response)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/site.git`,
    git: (repository, ...args) => gitIn(join(folder, repository), ...args),
    close: () => new Promise((closed) => server.close(() => closed())),
  }
}

const backend = join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend')

/** One request, as the common gateway interface has it. */
function answer(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
  const child = spawn(backend, {
    env: {
      ...environment,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      REQUEST_METHOD: request.method,
      PATH_INFO: pathname,
      QUERY_STRING: searchParams.toString(),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      REMOTE_USER: gitAccount.username,
      ...(request.headers['content-length'] && { CONTENT_LENGTH: request.headers['content-length'] }),
    },
  })
  request.pipe(child.stdin)
  const said: Buffer[] = []
  child.stdout.on('data', (bytes: Buffer) => said.push(bytes))
  child.once('close', () => {
    const all = Buffer.concat(said)
    const end = all.indexOf('\r\n\r\n')
    const headers = all
      .subarray(0, end)
      .toString()
      .split('\r\n')
      .map((line) => line.split(/:\s*/, 2))
    const status = headers.find(([name]) => name === 'Status')?.[1]
    for (const [name = '', value = ''] of headers) if (name !== 'Status') response.setHeader(name, value)
    response.writeHead(Number.parseInt(status ?? '200')).end(all.subarray(end + 4))
  })
}
