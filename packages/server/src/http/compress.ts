/** Answers of the API, smaller on their way to whoever takes them so. */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Characters below which there is little to win. */
const WORTH = 2048
/** Lists of JSON are as small with it as with the usual 6, in half the time. */
const LEVEL = 4

const zip = promisify(gzip)

/** Whether `gzip` is among what a caller accepts (RFC 9110, section 12.5.3); what has the weight 0 is not. */
export function acceptsGzip(header: string | readonly string[] | undefined): boolean {
  for (const one of [header ?? ''].flat().join(',').split(',')) {
    const [coding = '', ...parameters] = one.split(';').map((part) => part.trim().toLowerCase())
    if (coding !== 'gzip' && coding !== '*') continue
    return !parameters.some((parameter) => /^q\s*=\s*0(?:\.0*)?$/.test(parameter))
  }
  return false
}

/** The text of an answer, compressed if it is worth it and the caller takes it; says so in the headers. */
export async function compressed(request: FastifyRequest, reply: FastifyReply, text: string): Promise<string | Buffer> {
  if (text.length < WORTH) return text
  void reply.header('vary', 'accept-encoding')
  if (!acceptsGzip(request.headers['accept-encoding'])) return text
  void reply.header('content-encoding', 'gzip')
  return zip(text, { level: LEVEL })
}
