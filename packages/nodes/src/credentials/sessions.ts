/** Services that open a session first: where they do, for what, and what they give. Each by its own manual. */
import { createHash, randomUUID, X509Certificate } from 'node:crypto'
import { type CredentialSignature, type HttpRequest, type JsonObject, own, type SessionService } from '@millrace/sdk'
import { toPem } from '../core/values/pem.ts'
import type { SigningFacts } from './credential-facts.ts'
import { askForSession, type Given } from './open-session.ts'
import { privateKey, signedByKey } from './sign-token.ts'
import { base, cannotSign, type Fields, fieldsAsText } from './signing.ts'
import { signByTemplate } from './templates.ts'

export interface SessionWay {
  /** Where the session is opened. */
  address(field: Fields): string
  open(address: string, field: Fields, service: SessionService, fields: JsonObject): Promise<Given>
  /** How requests are signed in it, where the facts do not say it. */
  readonly sign?: SigningFacts
}

const bearer: SigningFacts = { headers: { Authorization: '=Bearer {{$credentials.accessToken}}' } }

const json = (value: JsonObject): Pick<HttpRequest, 'body'> => ({ body: { kind: 'json', value } })
const form = (fields: Readonly<Record<string, string>>): Pick<HttpRequest, 'body'> => ({
  body: { kind: 'form', fields: Object.entries(fields) },
})
const seconds = (now: number) => Math.floor(now / 1000)

/** https://datatracker.ietf.org/doc/html/rfc7523#section-2.1 */
const byAssertion = (assertion: string) =>
  form({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion })

/** https://api.baserow.io/api/redoc/#tag/User/operation/token_auth */
const baserow: SessionWay = {
  address: (field) => `${base(field('host'))}/api/user/token-auth/`,
  open: (url, field, service) =>
    askForSession(
      service,
      { url, ...json({ username: field('username'), password: field('password') }) },
      'jwtToken',
      (said) => said['access_token'] ?? said['token'],
    ),
}

/** Two steps, the second for the service itself: https://developer.cisco.com/docs/secure-endpoint/authentication */
const ciscoSecureEndpoint: SessionWay = {
  address: (field) => `https://visibility.${field('region')}.cisco.com/iroh/oauth2/token`,
  async open(url, field, service) {
    const login = Buffer.from(`${field('clientId')}:${field('clientSecret')}`).toString('base64')
    const body = form({ grant_type: 'client_credentials' })
    const token = await askForSession(
      service,
      { url, signedHeaders: { authorization: `Basic ${login}` }, ...body },
      'token',
      (said) => said['access_token'],
    )
    return askForSession(
      service,
      {
        url: `https://api.${field('region')}.cisco.com/v3/access_tokens`,
        signedHeaders: { authorization: `Bearer ${String(token.fields['token'])}` },
        ...body,
      },
      'accessToken',
      (said) => said['access_token'],
    )
  },
  sign: bearer,
}

/** The token comes in a header: https://help.form.io/dev/authentication-and-authorization */
const formIo: SessionWay = {
  address: (field) =>
    `${field('environment') === 'selfHosted' ? base(field('domain')) : 'https://formio.form.io'}/user/login`,
  open: (url, field, service) =>
    askForSession(
      service,
      { url, ...json({ data: { email: field('email'), password: field('password') } }) },
      'token',
      (_, { headers }) => one(headers['x-jwt-token']),
    ),
}

/** https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app */
const githubApp: SessionWay = {
  address: (field) =>
    `${base(field('server'))}/app/installations/${encodeURIComponent(field('installationId'))}/access_tokens`,
  open(url, field, service) {
    // A minute back, as the manual has it, against clocks that differ.
    const iat = seconds(service.now) - 60
    const token = signedByKey({ iat, exp: iat + 600, iss: field('appId') }, privateKey(field('privateKey')))
    return askForSession(
      service,
      {
        url,
        headers: { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' },
        signedHeaders: { authorization: `Bearer ${token}` },
      },
      'accessToken',
      (said) => said['token'],
    )
  },
}

const google = 'https://oauth2.googleapis.com/token'

/** https://developers.google.com/identity/protocols/oauth2/service-account#authorizingrequests */
const googleService: SessionWay = {
  address: () => google,
  open(url, field, service, fields) {
    const iat = seconds(service.now)
    const email = field('email').trim()
    const own = fields['httpNode'] === true ? field('scopes') : ''
    const scope = (service.scope || own)
      .trim()
      .split(/[\s,]+/)
      .join(' ')
    if (scope === '') {
      throw cannotSign(
        'The service account names no scopes for this request.',
        'Switch “Set up for use in HTTP Request node” on in the credential, and enter scopes.',
      )
    }
    const sub = fields['inpersonate'] === true && field('delegatedEmail') !== '' ? field('delegatedEmail') : email
    const claims = { iss: email, sub, scope, aud: google, iat, exp: iat + 3600 }
    const assertion = signedByKey(claims, privateKey(field('privateKey')))
    return askForSession(service, { url, ...byAssertion(assertion) }, 'accessToken', (said) => said['access_token'])
  },
  sign: bearer,
}

/** https://www.metabase.com/docs/latest/api#tag/apisession/POST/api/session/ */
const metabase: SessionWay = {
  address: (field) => `${base(field('url'))}/api/session`,
  open: (url, field, service) =>
    askForSession(
      service,
      { url, ...json({ username: field('username'), password: field('password') }) },
      'sessionToken',
      (said) => said['id'],
    ),
}

/** A client that proves itself by a certificate: https://learn.microsoft.com/en-us/entra/identity-platform/certificate-credentials */
export const entraByCertificate: SessionWay = {
  address: (field) => `https://login.microsoftonline.com/${encodeURIComponent(field('tenantId'))}/oauth2/v2.0/token`,
  open(url, field, service) {
    const iat = seconds(service.now)
    const client = field('clientId')
    const claims = { aud: url, iss: client, sub: client, jti: randomUUID(), iat, nbf: iat, exp: iat + 600 }
    const head = { alg: 'PS256', 'x5t#S256': thumbprint(field('certificate')) }
    return askForSession(
      service,
      {
        url,
        ...form({
          grant_type: 'client_credentials',
          client_id: client,
          scope: `${field('graphApiBaseUrl')}/.default`,
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: signedByKey(claims, privateKey(field('privateKey')), head),
        }),
      },
      'accessToken',
      (said) => said['access_token'],
    )
  },
  sign: bearer,
}

/** https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_jwt_flow.htm&type=5 */
const salesforce: SessionWay = {
  address: (field) => `${salesforceOf(field)}/services/oauth2/token`,
  open(url, field, service) {
    const iat = seconds(service.now)
    const claims = { iss: field('clientId'), sub: field('username'), aud: salesforceOf(field), exp: iat + 180, iat }
    const assertion = signedByKey(claims, privateKey(field('privateKey')))
    return askForSession(service, { url, ...byAssertion(assertion) }, 'accessToken', (said) => said['access_token'])
  },
  sign: bearer,
}

function salesforceOf(field: Fields): string {
  if (field('myDomainUrl') !== '') return base(field('myDomainUrl'))
  return `https://${field('environment') === 'sandbox' ? 'test' : 'login'}.salesforce.com`
}

/** https://docs.paloaltonetworks.com/trust-protection-foundation/Docs/25.1/TopNav/Content/SDK/AuthSDK/r-SDKa-POST-AuthorizeOAuth.php */
const venafi: SessionWay = {
  address: (field) => `${base(field('domain'))}/vedauth/authorize/oauth`,
  open: (url, field, service, fields) =>
    askForSession(
      service,
      {
        url,
        ...json({
          client_id: field('clientId'),
          username: field('username'),
          password: field('password'),
          scope: field('scope'),
        }),
        ...(fields['allowUnauthorizedCerts'] === true && { allowUnauthorizedCerts: true }),
      },
      'token',
      (said) => said['access_token'],
    ),
}

/** https://wekan.fi/api/ */
const wekan: SessionWay = {
  address: (field) => `${base(field('url'))}/users/login`,
  open: (url, field, service) =>
    askForSession(
      service,
      { url, ...json({ username: field('username'), password: field('password') }) },
      'token',
      (said) => said['token'],
    ),
}

/** The session is a cookie, the key is shown in disguise: https://help.zscaler.com/zia/about-cloud-service-api-key */
const zscaler: SessionWay = {
  address: (field) =>
    `https://${field('baseUrl')
      .replace(/^https?:\/\//, '')
      .replace(/\/.*$/, '')}/api/v1/authenticatedSession`,
  open(url, field, service) {
    const timestamp = String(service.now)
    return askForSession(
      service,
      {
        url,
        headers: { 'cache-control': 'no-cache' },
        ...json({
          apiKey: disguised(field('apiKey'), timestamp),
          username: field('username'),
          password: field('password'),
          timestamp,
        }),
      },
      'cookie',
      (_, { headers }) =>
        [headers['set-cookie'] ?? []]
          .flat()
          .map((cookie) => /^JSESSIONID=[^;]*/.exec(cookie)?.[0])
          .find(Boolean),
    )
  },
}

/** Characters of the key, picked by the digits of the time: by the last six, and by half their number. */
function disguised(key: string, timestamp: string): string {
  const late = timestamp.slice(-6)
  const half = String(Number(late) >> 1).padStart(6, '0')
  const picked = (digits: string, from: number) => [...digits].map((digit) => key[Number(digit) + from] ?? '').join('')
  return picked(late, 0) + picked(half, 2)
}

function thumbprint(certificate: string): string {
  try {
    return createHash('sha256')
      .update(new X509Certificate(toPem(certificate)).raw)
      .digest('base64url')
  } catch {
    throw cannotSign('The certificate of the credential is none in PEM.', 'It begins with -----BEGIN CERTIFICATE-----.')
  }
}

function one(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0]
}

const ways: Readonly<Record<string, SessionWay>> = {
  baserowApi: baserow,
  ciscoSecureEndpointApi: ciscoSecureEndpoint,
  formIoApi: formIo,
  githubAppApi: githubApp,
  googleApi: googleService,
  metabaseApi: metabase,
  salesforceJwtApi: salesforce,
  venafiTlsProtectDatacenterApi: venafi,
  wekanApi: wekan,
  zscalerZiaApi: zscaler,
}

/** The way a service opens sessions, where it does. */
export function sessionWay(type: string): SessionWay | undefined {
  return own(ways, type)
}

/** The signature of a type whose requests need a session: what the service gives stands where the facts name it. */
export function signBySession(
  way: SessionWay,
  fields: JsonObject,
  sign: SigningFacts = way.sign ?? {},
): CredentialSignature {
  const field = fieldsAsText(fields)
  const address = way.address(field)
  return {
    session: {
      address,
      async open(service) {
        const given = await way.open(address, field, service, fields)
        return { signature: signByTemplate(sign, { ...fields, ...given.fields }), seconds: given.seconds }
      },
    },
  }
}
