/** How services want requests to be signed where facts do not say it: out of the services' own manuals. */
import { type ClientGrant, type CredentialSignature, type JsonObject, refuse } from '@millrace/sdk'

type Fields = (name: string) => string
type Sign = (field: Fields, fields: JsonObject) => CredentialSignature

const bearer =
  (name: string): Sign =>
  (field) => ({ headers: { Authorization: `Bearer ${field(name)}` } })

const basic =
  (user: string, password: string): Sign =>
  (field) => ({ basic: { user: field(user), password: field(password) } })

const header =
  (header: string, name: string): Sign =>
  (field) => ({ headers: { [header]: field(name) } })

const query =
  (parameter: string, name: string): Sign =>
  (field) => ({ query: { [parameter]: field(name) } })

/** A token that the client is given for itself; most services want the client to name itself among the fields. */
const client =
  (grant: (field: Fields) => Pick<ClientGrant, 'tokenUrl'> & Partial<ClientGrant>): Sign =>
  (field) => ({
    oauth2: {
      clientId: field('clientId'),
      clientSecret: field('clientSecret'),
      scope: '',
      clientIn: 'body',
      ...grant(field),
    },
  })

/** A header of the user's own, which some gateways in front of a service want. */
function ownHeader(field: Fields, { header: isWanted }: JsonObject): Readonly<Record<string, string>> {
  const name = field('headerName')
  return isWanted === true && name !== '' ? { [name]: field('headerValue') } : {}
}

const signatures: Readonly<Record<string, Sign>> = {
  actionNetworkApi: header('OSDI-API-Token', 'apiKey'),
  anthropicApi: (field, fields) => ({
    headers: { 'x-api-key': field('apiKey'), ...ownHeader(field, fields) },
    openHeaders: { 'anthropic-version': '2023-06-01' },
  }),
  atlassianServiceAccountApi: client(() => ({ tokenUrl: 'https://auth.atlassian.com/oauth/token' })),
  auth0ManagementApi: client((field) => ({
    tokenUrl: `https://${field('domain')}/oauth/token`,
    fields: { audience: `https://${field('domain')}/api/v2/` },
  })),
  azureAiSearchApi: header('api-key', 'apiKey'),
  bitbucketAccessTokenApi: basic('email', 'accessToken'),
  calendlyApi: bearer('apiKey'),
  ciscoUmbrellaApi: client((field) => ({
    tokenUrl: 'https://api.umbrella.com/auth/v2/token',
    clientId: field('apiKey'),
    clientSecret: field('secret'),
    clientIn: 'header',
  })),
  convertKitApi: query('api_secret', 'apiSecret'),
  crowdStrikeOAuth2Api: client((field) => ({ tokenUrl: `${field('url').replace(/\/$/, '')}/oauth2/token` })),
  datadogApi: (field) => ({
    headers: { 'DD-API-KEY': field('apiKey'), ...(field('appKey') && { 'DD-APPLICATION-KEY': field('appKey') }) },
  }),
  discourseApi: (field) => ({ headers: { 'Api-Key': field('apiKey'), 'Api-Username': field('username') } }),
  elasticSecurityApi: (field) => ({
    openHeaders: { 'kbn-xsrf': 'true' },
    ...(field('type') === 'apiKey'
      ? { headers: { Authorization: `ApiKey ${field('apiKey')}` } }
      : { basic: { user: field('username'), password: field('password') } }),
  }),
  ghostContentApi: query('key', 'apiKey'),
  invoiceNinjaApi: (field) => ({
    headers: { 'X-API-TOKEN': field('apiToken'), ...(field('secret') && { 'X-API-SECRET': field('secret') }) },
  }),
  lemlistApi: (field) => ({ basic: { user: '', password: field('apiKey') } }),
  lemonadeApi: (field, fields) => (field('apiKey') === '' ? {} : bearer('apiKey')(field, fields)),
  mailerLiteApi: (field, fields) =>
    (fields['classicApi'] === true ? header('X-MailerLite-ApiKey', 'apiKey') : bearer('apiKey'))(field, fields),
  microsoftEntraServicePrincipalApi: client((field) => {
    if (field('authentication') === 'certificate') throw certificateUnknown()
    return {
      tokenUrl: `https://login.microsoftonline.com/${encodeURIComponent(field('tenantId'))}/oauth2/v2.0/token`,
      scope: `${field('graphApiBaseUrl')}/.default`,
    }
  }),
  mindeeInvoiceApi: mindee,
  mindeeReceiptApi: mindee,
  nextCloudApi: (field) => ({
    openHeaders: { 'OCS-APIRequest': 'true' },
    basic: { user: field('user'), password: field('password') },
  }),
  notionApi: (field) => ({
    headers: { Authorization: `Bearer ${field('apiKey')}` },
    openHeaders: { 'Notion-Version': '2022-06-28' },
  }),
  nvidiaApi: bearer('apiKey'),
  openAiApi: (field, fields) => ({
    headers: {
      Authorization: `Bearer ${field('apiKey')}`,
      ...(field('organizationId') && { 'OpenAI-Organization': field('organizationId') }),
      ...ownHeader(field, fields),
    },
  }),
  pushoverApi: query('token', 'apiKey'),
  schemaRegistryApi: (field, fields) =>
    field('authentication') === 'none' ? {} : basic('username', 'password')(field, fields),
  segmentApi: (field) => ({ basic: { user: field('writekey'), password: '' } }),
  shopifyApi: basic('apiKey', 'password'),
  trelloApi: (field) => ({ query: { key: field('apiKey'), token: field('apiToken') } }),
  uprocApi: basic('email', 'apiKey'),
  wooCommerceApi: (field, fields) =>
    fields['includeCredentialsInQuery'] === true
      ? { query: { consumer_key: field('consumerKey'), consumer_secret: field('consumerSecret') } }
      : basic('consumerKey', 'consumerSecret')(field, fields),
  zendeskApi: (field) => ({ basic: { user: `${field('email')}/token`, password: field('apiToken') } }),
}

/** Its older interfaces read one header, its newer ones the other. */
function mindee(field: Fields): CredentialSignature {
  return { headers: { 'X-Inferuser-Token': field('apiKey'), Authorization: `Token ${field('apiKey')}` } }
}

function certificateUnknown(): Error {
  return refuse('A service principal cannot prove itself by a certificate yet.', {
    code: 'credential_cannot_sign',
    hint: 'Use a client secret.',
    retry: 'no',
  })
}

/** The way a service is signed for, where it is known here. */
export function serviceSignature(type: string): ((fields: JsonObject) => CredentialSignature) | undefined {
  const sign = Object.hasOwn(signatures, type) ? signatures[type] : undefined
  return sign && ((fields) => sign((name) => (typeof fields[name] === 'string' ? fields[name] : ''), fields))
}
