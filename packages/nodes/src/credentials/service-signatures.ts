/** How services want requests to be signed where facts do not say it: out of the services' own manuals. */
import { type ClientGrant, type CredentialSignature, type JsonObject, own } from '@millrace/sdk'
import { entraByCertificate, signBySession } from './sessions.ts'
import { signByAws, signByAwsRole, signByS3 } from './sign-by-aws.ts'
import { signByCosmosKey, signByStorageKey } from './sign-by-azure.ts'
import { signByFilledTemplate } from './sign-by-filled-template.ts'
import { signedBySecret } from './sign-token.ts'
import { cannotSign, type Fields, fieldsAsText, type Sign } from './signing.ts'

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
  /** https://actionnetwork.org/docs/#authentication */
  actionNetworkApi: header('OSDI-API-Token', 'apiKey'),
  /** https://docs.claude.com/en/api/overview#authentication */
  anthropicApi: (field, fields) => ({
    headers: { 'x-api-key': field('apiKey'), ...ownHeader(field, fields) },
    openHeaders: { 'anthropic-version': '2023-06-01' },
  }),
  /** https://support.atlassian.com/user-management/docs/create-oauth-2-0-credential-for-service-accounts/ */
  atlassianServiceAccountApi: client(() => ({ tokenUrl: 'https://auth.atlassian.com/oauth/token' })),
  /** https://auth0.com/docs/secure/tokens/access-tokens/management-api-access-tokens/get-management-api-access-tokens-for-production */
  auth0ManagementApi: client((field) => ({
    tokenUrl: `https://${field('domain')}/oauth/token`,
    fields: { audience: `https://${field('domain')}/api/v2/` },
  })),
  aws: signByAws,
  awsAssumeRole: signByAwsRole,
  /** https://learn.microsoft.com/en-us/azure/search/search-security-api-keys */
  azureAiSearchApi: header('api-key', 'apiKey'),
  azureStorageSharedKeyApi: signByStorageKey,
  /** https://support.atlassian.com/bitbucket-cloud/docs/using-api-tokens/ */
  bitbucketAccessTokenApi: basic('email', 'accessToken'),
  /** https://developer.calendly.com/how-to-authenticate-with-personal-access-tokens */
  calendlyApi: bearer('apiKey'),
  /** https://cookbook.chromadb.dev/security/auth/ */
  chromaSelfHostedApi: (field, fields) => {
    if (field('authentication') === 'apiKey') return bearer('apiKey')(field, fields)
    return field('authentication') === 'token' ? header('X-Chroma-Token', 'token')(field, fields) : {}
  },
  /** https://developer.cisco.com/docs/cloud-security/umbrella-api-authentication/ */
  ciscoUmbrellaApi: client((field) => ({
    tokenUrl: 'https://api.umbrella.com/auth/v2/token',
    clientId: field('apiKey'),
    clientSecret: field('secret'),
    clientIn: 'header',
  })),
  /** https://developers.kit.com/v3#api-basics */
  convertKitApi: query('api_secret', 'apiSecret'),
  /** https://developer.crowdstrike.com/docs/openapi/ */
  crowdStrikeOAuth2Api: client((field) => ({ tokenUrl: `${field('url').replace(/\/$/, '')}/oauth2/token` })),
  /** https://customer.io/docs/api/track/ and https://customer.io/docs/api/app/ */
  customerIoApi: customerIo,
  /** https://docs.datadoghq.com/api/latest/authentication/ */
  datadogApi: (field) => ({
    headers: { 'DD-API-KEY': field('apiKey'), ...(field('appKey') && { 'DD-APPLICATION-KEY': field('appKey') }) },
  }),
  /** https://docs.discourse.org/#section/Authentication */
  discourseApi: (field) => ({ headers: { 'Api-Key': field('apiKey'), 'Api-Username': field('username') } }),
  /** https://www.elastic.co/docs/api/doc/kibana/authentication */
  elasticSecurityApi: (field) => ({
    openHeaders: { 'kbn-xsrf': 'true' },
    ...(field('type') === 'apiKey'
      ? { headers: { Authorization: `ApiKey ${field('apiKey')}` } }
      : { basic: { user: field('username'), password: field('password') } }),
  }),
  /** https://docs.ghost.org/admin-api#token-authentication */
  ghostAdminApi: ghostAdmin,
  /** https://docs.ghost.org/content-api#key */
  ghostContentApi: query('key', 'apiKey'),
  httpTemplatedCustomAuth: signByFilledTemplate,
  /** https://api-docs.invoicing.co/ */
  invoiceNinjaApi: (field) => ({
    // Its version 4 reads the first, version 5 the others.
    headers: {
      'X-Ninja-Token': field('apiToken'),
      'X-API-TOKEN': field('apiToken'),
      ...(field('secret') && { 'X-API-SECRET': field('secret') }),
    },
  }),
  /** https://developer.lemlist.com/api-reference/getting-started/authentication */
  lemlistApi: (field) => ({ basic: { user: '', password: field('apiKey') } }),
  /** https://lemonade-server.ai/docs/server/server_spec/ */
  lemonadeApi: (field, fields) => (field('apiKey') === '' ? {} : bearer('apiKey')(field, fields)),
  /** https://developers.mailerlite.com/docs/#authentication, the older one: https://developers-classic.mailerlite.com/docs/authentication */
  mailerLiteApi: (field, fields) =>
    (fields['classicApi'] === true ? header('X-MailerLite-ApiKey', 'apiKey') : bearer('apiKey'))(field, fields),
  microsoftAzureCosmosDbSharedKeyApi: signByCosmosKey,
  /** https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
  microsoftEntraServicePrincipalApi: (field, fields) =>
    field('authentication') === 'certificate'
      ? signBySession(entraByCertificate, fields)
      : client(() => ({
          tokenUrl: entraByCertificate.address(field),
          scope: `${field('graphApiBaseUrl')}/.default`,
        }))(field, fields),
  /** https://developers.mindee.com/docs/create-api-key */
  mindeeInvoiceApi: mindee,
  mindeeReceiptApi: mindee,
  /** https://docs.nextcloud.com/server/latest/developer_manual/client_apis/OCS/ocs-api-overview.html */
  nextCloudApi: (field) => ({
    openHeaders: { 'OCS-APIRequest': 'true' },
    basic: { user: field('user'), password: field('password') },
  }),
  /** https://developers.notion.com/reference/authentication */
  notionApi: (field) => ({
    headers: { Authorization: `Bearer ${field('apiKey')}` },
    openHeaders: { 'Notion-Version': '2022-06-28' },
  }),
  /** https://docs.api.nvidia.com/nim/reference/llm-apis */
  nvidiaApi: bearer('apiKey'),
  /** https://platform.openai.com/docs/api-reference/authentication */
  openAiApi: (field, fields) => ({
    headers: {
      Authorization: `Bearer ${field('apiKey')}`,
      ...(field('organizationId') && { 'OpenAI-Organization': field('organizationId') }),
      ...ownHeader(field, fields),
    },
  }),
  /** https://pushover.net/api */
  pushoverApi: (field) => ({ payload: { token: field('apiKey') } }),
  s3: signByS3,
  /** https://docs.confluent.io/platform/current/schema-registry/security/index.html */
  schemaRegistryApi: (field, fields) =>
    field('authentication') === 'none' ? {} : basic('username', 'password')(field, fields),
  /** https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/#authentication */
  segmentApi: (field) => ({ basic: { user: field('writekey'), password: '' } }),
  /** https://shopify.dev/docs/apps/build/authentication-authorization */
  shopifyApi: basic('apiKey', 'password'),
  /** https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/ */
  trelloApi: (field) => ({ query: { key: field('apiKey'), token: field('apiToken') } }),
  /** https://app.uproc.io/#/ */
  uprocApi: basic('email', 'apiKey'),
  /** https://woocommerce.github.io/woocommerce-rest-api-docs/#authentication */
  wooCommerceApi: (field, fields) =>
    fields['includeCredentialsInQuery'] === true
      ? { query: { consumer_key: field('consumerKey'), consumer_secret: field('consumerSecret') } }
      : basic('consumerKey', 'consumerSecret')(field, fields),
  /** https://developer.zendesk.com/api-reference/introduction/security-and-auth/#api-token */
  zendeskApi: (field) => ({ basic: { user: `${field('email')}/token`, password: field('apiToken') } }),
  /** https://help.getzep.com/sdk-reference/introduction, a server of one's own: https://help.getzep.com/ce/quickstart */
  zepApi: (field, fields) => ({
    headers: { Authorization: `${fields['cloud'] === true ? 'Api-Key' : 'Bearer'} ${field('apiKey')}` },
  }),
}

/** Its older interfaces read one header, its newer ones the other. */
function mindee(field: Fields): CredentialSignature {
  return { headers: { 'X-Inferuser-Token': field('apiKey'), Authorization: `Token ${field('apiKey')}` } }
}

/** A key is `id:secret`, the secret in hexadecimal; a token of five minutes is signed with it. */
function ghostAdmin(field: Fields): CredentialSignature {
  const [id = '', secret = ''] = field('apiKey').trim().split(':')
  if (!/^([\da-f]{2})+$/i.test(secret)) {
    throw cannotSign('The key of the credential is no Admin API key of Ghost.', 'It looks like 5f3e…:a1b2….')
  }
  return {
    seal: (_, now) => {
      const iat = Math.floor(now / 1000)
      const claims = { iat, exp: iat + 300, aud: '/v2/admin/' }
      return { headers: { authorization: `Ghost ${signedBySecret(claims, Buffer.from(secret, 'hex'), { kid: id })}` } }
    },
  }
}

/** What is sent to be tracked takes the site's keys, all else the key of the app. */
function customerIo(field: Fields): CredentialSignature {
  const site = Buffer.from(`${field('trackingSiteId')}:${field('trackingApiKey')}`).toString('base64')
  return {
    seal: ({ url }) => ({
      headers: { authorization: url.hostname.startsWith('track') ? `Basic ${site}` : `Bearer ${field('appApiKey')}` },
    }),
  }
}

/** The way a service is signed for, where it is known here. */
export function serviceSignature(type: string): ((fields: JsonObject) => CredentialSignature) | undefined {
  const sign = own(signatures, type)
  return sign && ((fields) => sign(fieldsAsText(fields), fields))
}
