/** Signing with the token of a person who signed in at a service (RFC 6749), as the facts about the service say. */
import { type CredentialSignature, isJsonObject, type Json, type JsonObject, own, type Property } from '@millrace/sdk'
import type { OAuth2Facts, OAuth2Setting } from './credential-facts.ts'

/** Where documents keep the answer of the service that gave the tokens. Nobody types it in, and nobody sees it. */
export const storedTokens: Property = {
  name: 'oauthTokenData',
  label: 'Tokens',
  type: 'hidden',
  default: '',
  password: true,
}

/** Services that take the token in another way than RFC 6750 has it, as their manuals say. */
const ownWays: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  clickUpOAuth2Api: { authorization: '{token}' },
  shopifyOAuth2Api: { authorization: 'Bearer {token}', 'X-Shopify-Access-Token': '{token}' },
}

/**
 * Services whose answer holds the person's token in a member. Of Slack the credential asks for a person's scopes, and
 * the token for those of its bot is another: https://docs.slack.dev/reference/methods/oauth.v2.access
 */
const members: Readonly<Record<string, string>> = { slackOAuth2Api: 'authed_user' }

/**
 * How requests are signed: with a person's token, or with one that the client is given for itself.
 * @param stored what the credential holds
 * @param filled the same with the defaults of its type
 */
export function signByOAuth2(
  type: string,
  facts: OAuth2Facts,
  stored: JsonObject,
  filled: JsonObject,
): CredentialSignature {
  const tokens = stored['oauthTokenData']
  const token = isJsonObject(tokens) ? text(tokens['access_token']) : ''
  const setting = (name: keyof OAuth2Facts) => settingOf(name, facts, stored, filled)
  const client = {
    tokenUrl: setting('accessTokenUrl'),
    clientId: text(filled['clientId']),
    clientSecret: text(filled['clientSecret']),
    scope: setting('scope'),
    clientIn: setting('authentication') === 'body' ? ('body' as const) : ('header' as const),
    ...(typeof filled['tokenExpiredStatusCode'] === 'number' && { overAt: filled['tokenExpiredStatusCode'] }),
    ...(filled['ignoreSSLIssues'] === true && { allowUnauthorizedCerts: true }),
  }
  const grant = setting('grantType')
  if (grant === 'clientCredentials' && token === '') return { oauth2: client }
  const authParameters = setting('authQueryParameters')
  const carriers = own(ownWays, type)
  const tokenIn = own(members, type)
  return {
    consent: {
      ...client,
      authUrl: setting('authUrl'),
      authParameters,
      pkce: grant === 'pkce',
      ...(carriers && { carriers }),
      ...(tokenIn !== undefined && { tokenIn }),
    },
  }
}

/** What is stored, unless it is an expression of the type itself; else what the facts say of it. */
function settingOf(name: keyof OAuth2Facts, facts: OAuth2Facts, stored: JsonObject, filled: JsonObject): string {
  const own = text(stored[name])
  if (own !== '' && !own.startsWith('=')) return own
  const setting = facts[name]
  return setting === undefined ? text(filled[name]) : resolved(setting, filled)
}

function resolved(setting: OAuth2Setting, fields: JsonObject): string {
  if (typeof setting === 'string') return setting.replaceAll(/\{(\w+)\}/g, (_, name: string) => text(fields[name]))
  if ('cases' in setting) {
    const fits = (when: JsonObject) => Object.entries(when).every(([name, value]) => fields[name] === value)
    const found = setting.cases.find(({ when }) => (isJsonObject(when) ? fits(when) : when.some(fits)))
    return resolved(found?.value ?? '', fields)
  }
  if (fields['customScopes'] !== true) return resolved(setting.default, fields)
  // The parameters of some services' pages hold scopes too: `user_scope=…`.
  const [, parameter = ''] = /^(\w+=)/.exec(setting.default) ?? []
  return parameter + text(fields[parameter === '' ? 'enabledScopes' : 'userScope'])
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
