/**
 * The editor's files, kept compressed in memory once asked for. Names with a hash never change and are cached for
 * ever; the page itself is asked for again each time. Every path of the app that is no file is the page.
 */
import { readFile, readdir } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { pageHeaders } from '../http/content-policy.ts'
import { problems } from '../http/http-problem.ts'
import { sendProblem } from '../http/serve.ts'

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.woff2': 'font/woff2',
}

const compressible = /^(?:text\/|application\/(?:json|manifest)|image\/svg)/
const hashed = /[-.][\w-]{8,}\.\w+$/

interface Asset {
  readonly path: string
  readonly type: string
  readonly cache: string
  plain?: Buffer
  br?: Buffer
  gzip?: Buffer
}

/** Serves the built editor; `ready` resolves with its folder, and pages wait for it. */
export function editorAssets(app: FastifyInstance, ready: Promise<string>): void {
  const assets = ready.then(listAssets)
  // Whoever asks hears of a failed build; nobody asking is no reason to crash.
  assets.catch(() => undefined)

  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/'
    const reads = request.method === 'GET' || request.method === 'HEAD'
    if (!reads || path.startsWith('/rest/') || path.startsWith('/api/')) {
      return sendProblem(reply, problems.noRoute(request.method, path))
    }
    const files = await assets
    const asset = files.get(path) ?? (extname(path) === '' ? files.get('/index.html') : undefined)
    if (!asset) return reply.status(404).headers(pageHeaders).type('text/plain').send('Not found')
    return send(request, reply, asset)
  })
}

async function listAssets(folder: string): Promise<ReadonlyMap<string, Asset>> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const assets = files
    .filter((file) => file.isFile())
    .map((file): readonly [string, Asset] => {
      const path = join(file.parentPath, file.name)
      const url = `/${relative(folder, path).split(sep).join('/')}`
      const type = types[extname(file.name)] ?? 'application/octet-stream'
      const forever = url.startsWith('/assets/') && hashed.test(file.name)
      return [url, { path, type, cache: forever ? 'public, max-age=31536000, immutable' : 'no-cache' }]
    })
  return new Map(assets)
}

async function send(request: FastifyRequest, reply: FastifyReply, asset: Asset): Promise<FastifyReply> {
  const accepted = String(request.headers['accept-encoding'] ?? '')
  const encoding = compressible.test(asset.type)
    ? /\bbr\b/.test(accepted)
      ? 'br'
      : /\bgzip\b/.test(accepted)
        ? 'gzip'
        : undefined
    : undefined
  void reply
    .status(200)
    .headers({ ...pageHeaders, 'content-type': asset.type, 'cache-control': asset.cache, vary: 'accept-encoding' })
  if (encoding !== undefined) void reply.header('content-encoding', encoding)
  return reply.send(await bytesOf(asset, encoding))
}

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

async function bytesOf(asset: Asset, encoding: 'br' | 'gzip' | undefined): Promise<Buffer> {
  const plain = async () => (asset.plain ??= await readFile(asset.path))
  switch (encoding) {
    case undefined:
      return plain()
    case 'gzip':
      return (asset.gzip ??= await zip(await readFile(asset.path)))
    case 'br':
      return (asset.br ??= await brotli(await readFile(asset.path), {
        params: { [constants.BROTLI_PARAM_QUALITY]: 6, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT },
      }))
  }
}
