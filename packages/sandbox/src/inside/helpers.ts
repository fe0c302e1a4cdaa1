/** `this` of people's code: its helpers, each a callback of the call by the same name. */
import { requireCall } from './active.ts'
import { askLater } from './ask.ts'
import { bufferOf } from './buffer.ts'
import { textToBytes } from './codecs.ts'
import { asRecord, isRecord } from './host.ts'
import { plainOptions } from './request-options.ts'

/** Those whose arguments describe a request. */
const requestHelpers = [
  'httpRequest',
  'httpRequestWithAuthentication',
  'requestWithAuthentication',
  'requestWithAuthenticationPaginated',
  'requestOAuth1',
  'requestOAuth2',
  'request',
] as const

const askedHelpers = [
  'prepareBinaryData',
  'setBinaryDataBuffer',
  'getBinaryMetadata',
  'getBinaryPath',
  'getBinaryStream',
  'binaryToString',
] as const

const localHelpers = {
  getBinaryDataBuffer: (item: unknown, property: unknown) => fileBytes(fileOf(item, property), [item, property]),
  binaryToBuffer: (file: unknown) => fileBytes(file, [file], 'binaryToBuffer'),
  returnJsonArray: (value: unknown) => (Array.isArray(value) ? value : [value]).map((json) => ({ json })),
  createDeferredPromise: () => Promise.withResolvers(),
}

export const helpers: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(askedHelpers.map((name) => [name, (...args: unknown[]) => askLater(name, args)])),
  ...Object.fromEntries(
    requestHelpers.map((name) => [name, (...args: unknown[]) => askLater(name, args.map(plainOptions))]),
  ),
  ...localHelpers,
}

/** `this` in the code: the helpers, and what a node's own code may ask its execution. */
export const codeThis: Readonly<Record<string, unknown>> = {
  helpers,
  getInputData: () => requireCall().items(),
  getNodeParameter: (...args: unknown[]) => askLater('getNodeParameter', args),
  getInputConnectionData: (...args: unknown[]) => askLater('getInputConnectionData', args),
  getExecutionId: () => asRecord(requireCall().context().execution).id,
  getMode: () => asRecord(requireCall().context().execution).mode,
  getWorkflow: () => requireCall().context().workflow,
  getNode: () => ({ name: requireCall().context().nodeName, id: requireCall().context().nodeId }),
  getTimezone: () => requireCall().context().zone,
}

/** The file an item has under a name; a file itself is taken as it is. */
function fileOf(item: unknown, property: unknown): unknown {
  if (isRecord(property)) return property
  const from = isRecord(item) ? item : requireCall().items()[Number(item)]
  return asRecord(from?.binary)[String(property)]
}

/** Bytes that came along in the item are read here; for the rest the caller is asked. */
async function fileBytes(file: unknown, args: readonly unknown[], name = 'getBinaryDataBuffer'): Promise<unknown> {
  const { id, data } = asRecord(file)
  if (id === undefined && typeof data === 'string') return bufferOf(textToBytes(data, 'base64'))
  return askLater(name, args)
}
