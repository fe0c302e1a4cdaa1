/**
 * Credentials. Secrets go in and never come out: an answer holds the values of fields that are no secret, and the
 * names of those that are filled.
 */
import {
  createCredential,
  type CredentialForm,
  type CredentialSummary as ShownSummary,
  deleteCredential,
  getCredential,
  listCredentials,
  testCredential,
  updateCredential,
} from '@millrace/api'
import { isConnected, TOKEN_FIELD } from '@millrace/engine'
import type { CredentialType, Json, JsonObject, Property } from '@millrace/sdk'
import type { CredentialSummary, Principal } from '@millrace/store'
import type { ServerContext } from '../context.ts'
import { problems } from '../http/http-problem.ts'
import { type Routes, serve } from '../http/serve.ts'
import { auditOf } from '../workflows/workflow-routes.ts'
import { forgotten } from './consents.ts'
import { tryCredential } from './try-credential.ts'

type Context = Pick<ServerContext, 'store' | 'catalog' | 'config' | 'dialer'>

export function credentialRoutes(routes: Routes, context: Context): void {
  const { store, catalog } = context

  serve(routes, listCredentials, 'credential.read', async ({ query, caller }) => ({
    credentials: (await store.credentials.list(caller.principal, { type: query.type })).map(showSummary),
  }))

  serve(routes, getCredential, 'credential.read', async ({ params, caller }) =>
    showForm(context, await find(context, caller.principal, params.id)),
  )

  serve(routes, createCredential, 'credential.edit', async ({ body, caller, request }) => {
    if (!catalog.credential(body.type)) throw problems.unknownCredentialType(body.type)
    const made = await store.credentials.create(caller.principal, {
      ...body,
      project: caller.project,
      audit: auditOf(caller, request.ip),
    })
    return showForm(context, made)
  })

  serve(routes, updateCredential, 'credential.edit', async ({ params, body, caller, request }) => {
    const known = await find(context, caller.principal, params.id)
    if (body.fields === undefined && body.allowedHosts && isWider(body.allowedHosts, known.allowedHosts)) {
      throw problems.hostsNeedSecret()
    }
    const changed = await store.credentials.update(caller.principal, params.id, {
      name: body.name,
      fields: body.fields && changedBy(body.fields, catalog.credential(known.type)),
      allowedHosts: body.allowedHosts,
      audit: auditOf(caller, request.ip),
    })
    return showForm(context, changed)
  })

  serve(routes, deleteCredential, 'credential.edit', async ({ params, caller, request }) => {
    await find(context, caller.principal, params.id)
    await store.credentials.delete(caller.principal, params.id, auditOf(caller, request.ip))
    return undefined
  })

  serve(routes, testCredential, 'credential.edit', async ({ params, body, caller }) => {
    const known = await find(context, caller.principal, params.id)
    const type = catalog.credential(known.type)
    const test = type && testOf(type, body.address)
    if (!test) throw problems.notTestable()
    return tryCredential(context, { ...type, test }, known)
  })
}

/** A credential for any service is tried wherever its owner says; one for a service by the request of its type. */
function testOf(type: CredentialType, address: string | undefined): CredentialType['test'] {
  return type.generic && address !== undefined ? () => ({ method: 'GET', url: address }) : type.test
}

async function find({ store }: Context, principal: Principal, id: string): Promise<CredentialSummary> {
  const found = await store.credentials.get(principal, id)
  if (!found) throw problems.notFound('credential')
  return found
}

function showSummary({ id, name, type, createdAt, updatedAt }: CredentialSummary): ShownSummary {
  return { id, name, type, createdAt, updatedAt }
}

async function showForm(context: Context, summary: CredentialSummary): Promise<CredentialForm> {
  const open = openNames(context.catalog.credential(summary.type))
  const fields = await fieldsOf(context, summary)
  return {
    ...showSummary(summary),
    fields: Object.fromEntries(Object.entries(fields).filter(([name]) => open.has(name))),
    filled: summary.filled.filter((name) => !open.has(name)),
    allowedHosts: [...summary.allowedHosts],
    connected: isConnected(fields),
  }
}

/** A person consented for one client at one service: with others the token is nobody's, and must not go there. */
function changedBy(change: JsonObject, type: CredentialType | undefined): (before: JsonObject) => JsonObject {
  return (before) => {
    const after = { ...before, ...change }
    const goesElsewhere = destinationOf(type, before) !== destinationOf(type, after) || isOpenedTo(before, after)
    if (goesElsewhere) checkSecrets(type, before, change)
    return TOKEN_FIELD in change || serviceOf(type, before) === serviceOf(type, after) ? after : forgotten(after)
  }
}

function serviceOf(type: CredentialType | undefined, fields: JsonObject): string {
  try {
    const { consent, oauth1Consent } = type?.sign?.(fields) ?? {}
    const { authUrl, tokenUrl, clientId } = consent ?? {}
    const { requestTokenUrl, accessTokenUrl, clientKey } = oauth1Consent ?? {}
    return JSON.stringify([
      authUrl,
      tokenUrl,
      clientId,
      oauth1Consent?.authUrl,
      requestTokenUrl,
      accessTokenUrl,
      clientKey,
    ])
  } catch {
    // Fields that sign nothing lead to no service; what is wrong with them is said where they are used.
    return ''
  }
}

/** Where secrets go by the credential's own word, whatever it is used for. */
function destinationOf(type: CredentialType | undefined, fields: JsonObject): string {
  try {
    const { consent, oauth2, session } = type?.sign?.(fields) ?? {}
    const opens = session && (URL.parse(session.address)?.origin ?? session.address)
    return JSON.stringify([consent?.tokenUrl ?? oauth2?.tokenUrl, opens])
  } catch {
    // As above.
    return ''
  }
}

/** Whether workflows may send it where they might not before. */
function isOpenedTo(before: JsonObject, after: JsonObject): boolean {
  const [was, now] = [before, after].map(allowedDomains)
  if (was === undefined) return false
  return now === undefined || now.some((one) => !was.includes(one))
}

/** The domains that the fields name; undefined where all are allowed. */
function allowedDomains({ allowedHttpRequestDomains: use, allowedDomains: named }: JsonObject): string[] | undefined {
  if (use === 'none') return []
  if (use !== 'domains') return undefined
  return typeof named === 'string' ? named.split(',').map((one) => one.trim()) : []
}

/** Whoever may change an address need not know the secrets, and must not have them sent there. */
function checkSecrets(type: CredentialType | undefined, before: JsonObject, change: JsonObject): void {
  const kept = (type?.properties ?? []).filter(({ name, password }) => password === true && !(name in change))
  const names = kept.filter(({ name, type: shape }) => shape !== 'hidden' && isFilled(before[name]))
  if (names.length > 0) throw problems.secretsNeededAgain(names.map(({ label, name }) => label ?? name))
}

function isFilled(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== ''
}

function fieldsOf({ store }: Context, { id, project }: CredentialSummary): Promise<JsonObject> {
  return store.vault.use(id, { project, nodeType: 'credentialForm' }, ({ fields }) => Promise.resolve(fields))
}

/** What everybody who may see the credential sees of it. A field that its type does not have may hold anything. */
function openNames(type: CredentialType | undefined): ReadonlySet<string> {
  const secret = new Set(type?.properties.filter(isSecret).map((property) => property.name))
  return new Set(type?.properties.map((property) => property.name).filter((name) => !secret.has(name)))
}

/** Beside fields that say so, free JSON may hold anything. */
function isSecret(property: Property): boolean {
  return property.password === true || property.type === 'json'
}

function isWider(wanted: readonly string[], known: readonly string[]): boolean {
  if (known.length === 0) return false
  return wanted.length === 0 || wanted.some((host) => !known.includes(host))
}
