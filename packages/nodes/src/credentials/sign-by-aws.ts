/**
 * AWS Signature Version 4: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 * Signed are the host, the type of the body, all `x-amz-` headers, the query and the body.
 */
import { createHash, createHmac } from 'node:crypto'
import type { JsonObject, OpenedSession, SealHeaders, SessionService, WireRequest } from '@millrace/sdk'
import { placeOf } from './aws-place.ts'
import { sessionRefused } from './open-session.ts'
import { cannotSign, type Fields, type Sign } from './signing.ts'

export interface AwsKeys {
  readonly id: string
  readonly secret: string
  /** Of keys that hold for a while. */
  readonly token: string
}

/** Where a request is signed for: signatures hold in one region and for one service. */
export interface AwsPlace {
  readonly region: string
  readonly service: string
}

/** A signature by the keys of a user (“AWS (IAM)”). */
export const signByAws: Sign = (field, fields) => {
  const keys = {
    id: field('accessKeyId').trim(),
    secret: field('secretAccessKey').trim(),
    token: fields['temporaryCredentials'] === true ? field('sessionToken').trim() : '',
  }
  return { seal: sealBy(keys, fields) }
}

/** A signature for an S3-compatible service at an address of its own: MinIO, Ceph, R2. */
export const signByS3: Sign = (field) => {
  const keys = { id: field('accessKeyId').trim(), secret: field('secretAccessKey').trim(), token: '' }
  const place = { service: 's3', region: field('region') }
  return { seal: (request, now) => awsHeaders(request, keys, place, now) }
}

/**
 * A signature by the keys that AWS gives for a role: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 * @throws NodeError `credential_cannot_sign` where the keys of the machine itself are wanted
 */
export const signByAwsRole: Sign = (field, fields) => {
  if (fields['useSystemCredentialsForRole'] === true) {
    throw cannotSign(
      'A role cannot be assumed with the keys of this machine.',
      'Switch “Use System Credentials” off, and enter keys that may assume the role.',
    )
  }
  const address = `https://sts.${field('region')}.amazonaws.com${field('region').startsWith('cn-') ? '.cn' : ''}/`
  return { session: { address, open: (service) => assumeRole(address, field, fields, service) } }
}

async function assumeRole(
  address: string,
  field: Fields,
  fields: JsonObject,
  { send, now }: SessionService,
): Promise<OpenedSession> {
  const asked = new URLSearchParams({
    RoleArn: field('roleArn'),
    RoleSessionName: field('roleSessionName'),
    ...(field('externalId') !== '' && { ExternalId: field('externalId') }),
    Action: 'AssumeRole',
    Version: '2011-06-15',
  }).toString()
  const type = 'application/x-www-form-urlencoded'
  const url = new URL(address)
  const wire = { method: 'POST', url, headers: { 'content-type': type }, body: Buffer.from(asked) }
  const keys = {
    id: field('stsAccessKeyId').trim(),
    secret: field('stsSecretAccessKey').trim(),
    token: field('stsSessionToken').trim(),
  }
  const { headers, openHeaders } = awsHeaders(wire, keys, { service: 'sts', region: field('region') }, now)
  const response = await send({
    method: 'POST',
    url: address,
    ...(openHeaders && { headers: openHeaders }),
    ...(headers && { signedHeaders: headers }),
    body: { kind: 'text', text: asked, type },
  })
  const said = (name: string) => new RegExp(`<${name}>\\s*([^<]*?)\\s*</${name}>`).exec(response.text ?? '')?.[1] ?? ''
  const given = { id: said('AccessKeyId'), secret: said('SecretAccessKey'), token: said('SessionToken') }
  if (response.status !== 200 || given.id === '' || given.secret === '') {
    throw sessionRefused(response, said('Message'))
  }
  const until = Date.parse(said('Expiration'))
  return {
    signature: { seal: sealBy(given, fields) },
    ...(Number.isFinite(until) && { seconds: (until - now) / 1000 }),
  }
}

function sealBy(keys: AwsKeys, fields: JsonObject) {
  return (request: WireRequest, now: number) => awsHeaders(request, keys, placeOf(request.url, fields), now)
}

/**
 * The headers that sign a request.
 * @param now milliseconds since 1970; signatures hold for some minutes
 */
export function awsHeaders(request: WireRequest, keys: AwsKeys, place: AwsPlace, now: number): SealHeaders {
  const { url, headers, body } = request
  const moment = new Date(now).toISOString().replaceAll(/[:-]|\.\d+/g, '')
  const day = moment.slice(0, 8)
  const hash = headers['x-amz-content-sha256'] ?? hashed(body)
  const added = {
    'x-amz-date': moment,
    ...(wantsHash.has(place.service) && { 'x-amz-content-sha256': hash }),
  }
  const token: Readonly<Record<string, string>> = keys.token === '' ? {} : { 'x-amz-security-token': keys.token }
  const signed = Object.entries({ ...headers, ...added, ...token, host: url.host })
    .filter(([name]) => name === 'host' || name === 'content-type' || name.startsWith('x-amz-'))
    .map(([name, value]) => [name, value.trim().replaceAll(/\s+/g, ' ')] as const)
    .toSorted(([a], [b]) => compared(a, b))
  const names = signed.map(([name]) => name).join(';')
  const canonical = [
    request.method,
    pathOf(url, place.service),
    queryOf(url),
    ...signed.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    hash,
  ].join('\n')
  const scope = `${day}/${place.region}/${place.service}/aws4_request`
  const text = ['AWS4-HMAC-SHA256', moment, scope, hashed(canonical)].join('\n')
  const key = [day, place.region, place.service, 'aws4_request'].reduce<Buffer | string>(
    (secret, part) => mac(secret, part),
    `AWS4${keys.secret}`,
  )
  const signature = mac(key, text).toString('hex')
  const authorization = `AWS4-HMAC-SHA256 Credential=${keys.id}/${scope}, SignedHeaders=${names}, Signature=${signature}`
  return { headers: { authorization, ...token }, openHeaders: added }
}

/** Services that want the hash of the body in a header besides. */
const wantsHash: ReadonlySet<string> = new Set(['s3', 's3-object-lambda', 'glacier', 'sts'])

/** Every service but S3 has the path encoded twice: once for the wire, once for the signature. */
function pathOf({ pathname }: URL, service: string): string {
  const parts = pathname.split('/').map((part) => encoded(decoded(part)))
  return parts.map((part) => (service === 's3' ? part : encoded(part))).join('/')
}

function queryOf({ searchParams }: URL): string {
  return [...searchParams]
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .toSorted(([a, x], [b, y]) => compared(a, b) || compared(x, y))
    .map((pair) => pair.join('='))
    .join('&')
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    // A per cent sign that begins no code stands for itself.
    return part
  }
}

/** RFC 3986: all but the unreserved characters. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
}

function compared(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function hashed(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex')
}

function mac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
