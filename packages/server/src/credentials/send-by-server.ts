/** What the server itself sends for a credential: by the one way out, within a while, with no files. */
import type { Dialer, SendLimits } from '@millrace/engine'
import type { HttpRequest, HttpResponse } from '@millrace/sdk'

const LONGEST_MS = 15_000

export function sendByServer(
  dialer: Dialer,
): (request: HttpRequest, limits?: Omit<SendLimits, 'signal'>) => Promise<HttpResponse> {
  const signal = AbortSignal.timeout(LONGEST_MS)
  return (request, limits) => dialer.send(request, { ...limits, signal }, noFiles)
}

const noFiles = {
  store: () => Promise.reject(new Error('The answer of the service is a file, which is not expected here.')),
  read: () => Promise.reject(new Error('This request has no files.')),
}
