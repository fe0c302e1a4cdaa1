import * as m from '@millrace/sdk'
import { describeExchange } from './describe.ts'
import { describeExchangeV1 } from './describe-v1.ts'
import { failedItem } from './errors.ts'
import type { Exchange } from './exchange.ts'
import { inputs } from './inputs.ts'
import { inputsV1 } from './inputs-v1.ts'
import { exchange } from './paginate.ts'
import { type Batching, sendAll } from './send-all.ts'

const request = m.operation({
  since: 3,
  input: inputs,
  effect: (parameters) => effectOfMethod(parameters['method']),
  per: 'each',
  run: (inputAt, at) => {
    const batch = (index: number) => {
      const options = inputAt(index).options.batching?.batch
      return options && { size: options.batchSize, intervalMs: options.batchInterval }
    }
    return performAll(at, batch, (item, index) => describeExchange(inputAt(index), item, at.version))
  },
})

const requestV1 = m.operation({
  until: 2,
  input: inputsV1,
  effect: (parameters) => effectOfMethod(parameters['requestMethod']),
  per: 'each',
  run: (inputAt, at) => {
    const batch = (index: number) => {
      const { batchSize, batchInterval } = inputAt(index).options
      return batchSize === undefined ? undefined : { size: batchSize, intervalMs: batchInterval ?? 1000 }
    }
    return performAll(at, batch, (item, index) => describeExchangeV1(inputAt(index), item))
  },
})

/** Describes and sends every item's request; a failure is its item's, unless it reaches further. */
async function performAll(
  at: { readonly context: m.RunContext; readonly version: number; items(): Promise<readonly m.Item[]> },
  batching: (index: number) => Batching | undefined,
  describe: (item: m.Item, index: number) => Exchange,
): Promise<readonly m.Item[]> {
  const { context } = at
  const items = await at.items()
  return sendAll(items.length, batchingOf(batching), context.signal, async (index) => {
    const item = items[index] ?? { json: {} }
    try {
      const described = describe(item, index)
      const { credential, certificate } = described.request
      if (credential !== undefined && !context.hasCredential(credential)) throw credentialMissing()
      if (certificate !== undefined && !context.hasCredential(certificate)) throw certificateMissing()
      const found = await exchange(context, described, item, index)
      return found.map((one) => ({ ...one, pairedItem: { item: index } }))
    } catch (thrown) {
      if (thrown instanceof m.NodeError && thrown.details.reach === 'node') {
        throw new m.NodeError('NodeOperationError', thrown.message, {
          ...thrown.details,
          // Since version 3 such a failure is the whole node's, and names no item.
          ...(at.version < 3 && { itemIndex: index }),
        })
      }
      return [failedItem(thrown, index, context.node.name)]
    }
  })
}

/** Batching is read once; where the first item's parameters cannot be read, every item says so itself. */
function batchingOf(read: (index: number) => Batching | undefined): Batching | undefined {
  try {
    return read(0)
  } catch {
    return undefined
  }
}

function credentialMissing(): Error {
  return m.refuse('No credential is chosen for this request. Choose one in the node, or set Authentication to None.', {
    code: 'credential_missing',
    retry: 'no',
  })
}

function certificateMissing(): Error {
  return m.refuse('No client certificate is chosen for this request. Choose one in the node, or switch it off.', {
    code: 'credential_missing',
    retry: 'no',
  })
}

/** The method decides; one that only an expression knows may do anything. */
function effectOfMethod(method: m.Json | undefined): m.Effect {
  switch (typeof method === 'string' ? method.toUpperCase() : 'GET') {
    case 'GET':
    case 'HEAD':
    case 'OPTIONS':
    case 'PROPFIND':
    case 'REPORT':
      return 'read'
    case 'PUT':
      return 'idempotent'
    case 'DELETE':
      return 'destructive'
    default:
      return 'append'
  }
}

/** The credentials that a choice of `authentication` needs. */
function credentialsFor(
  versions: readonly number[],
  types: Readonly<Record<string, string>>,
): readonly m.CredentialUse[] {
  return Object.entries(types).map(([choice, type]) => ({
    type,
    required: true,
    versions,
    when: m.is('authentication', choice),
  }))
}

const generic = ['httpBasicAuth', 'httpDigestAuth', 'httpHeaderAuth', 'httpQueryAuth', 'oAuth1Api', 'oAuth2Api']

export const httpRequest = m.defineNode({
  type: 'httpRequest',
  name: 'HTTP Request',
  about: 'Makes a request to any address and turns the answer into items.',
  icon: 'lucide:globe',
  category: 'web',
  aliases: ['api', 'rest', 'fetch', 'curl', 'url', 'get', 'post', 'download', 'upload'],
  versions: [1, 2, 3, 4, 4.1, 4.2, 4.3, 4.4, 4.5],
  summary: [
    { text: '{method} {url}', when: m.is('@version', { _cnd: { gte: 3 } }) },
    { text: '{requestMethod} {url}' },
  ],
  credentials: [
    ...credentialsFor([1], {
      basicAuth: 'httpBasicAuth',
      digestAuth: 'httpDigestAuth',
      headerAuth: 'httpHeaderAuth',
      queryAuth: 'httpQueryAuth',
      oAuth1: 'oAuth1Api',
      oAuth2: 'oAuth2Api',
    }),
    ...credentialsFor([2], Object.fromEntries(generic.map((type) => [type, type]))),
    {
      type: 'httpSslAuth',
      required: true,
      versions: [3, 4, 4.1, 4.2, 4.3, 4.4, 4.5],
      when: m.is('provideSslCertificates', true),
    },
  ],
  operation: [requestV1, request],
})
