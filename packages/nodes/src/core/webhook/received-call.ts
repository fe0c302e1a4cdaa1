/** What nodes that are called over HTTP have in common: who may call, what becomes of the body, and the call as an item. */
import { ExpressionError, getPath, isExpression } from '@millrace/expression'
import * as m from '@millrace/sdk'

/** The authentication of a hook, by the name parameters give it. */
export const doors = {
  none: { kind: 'none' },
  basicAuth: { kind: 'basic', credentialType: 'httpBasicAuth' },
  headerAuth: { kind: 'header', credentialType: 'httpHeaderAuth' },
  jwtAuth: { kind: 'jwt', credentialType: 'jwtAuth' },
} as const satisfies Readonly<Record<string, m.Hook['authentication']>>

/** The authentication of a hook that may ask for people who signed in to the server. */
export function doorOf(
  authentication: keyof typeof doors | 'n8nUserAuth',
  ofProject = false,
): m.Hook['authentication'] {
  return authentication === 'n8nUserAuth' ? { kind: 'user', ofProject } : doors[authentication]
}

export interface CallerOptions {
  readonly ipWhitelist?: string
  readonly ignoreBots?: boolean
}

/** Who may call, apart from authentication. */
export function callersOf({ ipWhitelist, ignoreBots }: CallerOptions): Pick<m.Hook, 'allowedAddresses' | 'ignoreBots'> {
  return {
    ...(ipWhitelist ? { allowedAddresses: ipWhitelist.split(',').map((one) => one.trim()) } : {}),
    ...(ignoreBots ? { ignoreBots: true } : {}),
  }
}

export interface BodyOptions {
  readonly binaryData?: boolean
  readonly binaryPropertyName?: string
  readonly rawBody?: boolean
}

type BodyRule = Pick<m.Hook, 'rawBody' | 'bodyAsFile' | 'binaryProperty' | 'storeOtherBodies'>

/** What becomes of the body. In version 1 a body that is not parsed is kept only where it is asked for. */
export function bodyOf(options: BodyOptions, version: number): BodyRule {
  const name = options.binaryPropertyName
  if (version === 1 && options.binaryData) return { bodyAsFile: name ?? 'data', storeOtherBodies: true }
  if (options.rawBody) return { rawBody: name ?? 'data', storeOtherBodies: false }
  return { ...(name === undefined ? {} : { binaryProperty: name }), storeOtherBodies: version > 1 }
}

/** A request as an item; a body that was not parsed is `{}` where it was kept as a file, else it is left out. */
export function itemOf(request: m.WebhookRequest, options: BodyOptions, version: number): m.Item {
  const unparsed = options.rawBody || (version === 1 && !options.binaryData) ? undefined : {}
  const body = request.body ?? unparsed
  return {
    json: {
      headers: request.headers,
      params: request.params,
      query: request.query,
      ...(body === undefined ? {} : { body }),
      webhookUrl: request.url,
      executionMode: request.test ? 'test' : 'production',
      ...(request.jwtPayload === undefined ? {} : { jwtPayload: request.jwtPayload }),
    },
    ...(hasMembers(request.files) ? { binary: request.files } : {}),
  }
}

const onlyRunIf = ['options', 'onlyRunIf']

/** *Only run if* is asked only where it is an expression: a plain text, even "false", lets everything run. */
export function mayRun(context: m.TriggerContext, item: m.Item): boolean {
  if (!isExpression(getPath(context.rawParameters, onlyRunIf))) return true
  try {
    return context.parameter('options.onlyRunIf', item) === true
  } catch (error) {
    // A condition that cannot be resolved does not hold; anything else is a fault and must be seen.
    if (error instanceof ExpressionError) return false
    throw error
  }
}

/** The answer to a call that is not taken because of *Only run if*. */
export const notRun = m.jsonResponse({ message: 'Webhook call received' })

/** The answer to a call that is taken and answered at once. */
export function started(status: number, headers: Record<string, string>): m.WebhookResponse {
  return m.jsonResponse({ message: 'Workflow was started' }, status, headers)
}

export function headersOf(
  entries: readonly { readonly name: string; readonly value: string }[] | undefined,
): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const { name, value } of entries ?? []) if (name !== '') headers[name.toLowerCase()] = value
  return headers
}

function hasMembers(record: Readonly<Record<string, unknown>>): boolean {
  for (const name in record) if (Object.hasOwn(record, name)) return true
  return false
}
