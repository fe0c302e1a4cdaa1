/** How services want requests to be signed where facts do not say it: out of the services' own manuals. */
import type { CredentialSignature, JsonObject } from '@millrace/sdk'

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
  azureAiSearchApi: header('api-key', 'apiKey'),
  bitbucketAccessTokenApi: basic('email', 'accessToken'),
  calendlyApi: bearer('apiKey'),
  convertKitApi: query('api_secret', 'apiSecret'),
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

/** The way a service is signed for, where it is known here. */
export function serviceSignature(type: string): ((fields: JsonObject) => CredentialSignature) | undefined {
  const sign = Object.hasOwn(signatures, type) ? signatures[type] : undefined
  return sign && ((fields) => sign((name) => (typeof fields[name] === 'string' ? fields[name] : ''), fields))
}
