/** What a caller of a hook is told when its request is not taken. Callers are programs: short, stable, no details. */
import type { WebhookResponse } from '@millrace/sdk'
import { jsonResponse } from '@millrace/sdk'

/** A request that ends before anything starts. */
export class HookRefusal extends Error {
  readonly response: WebhookResponse

  constructor(response: WebhookResponse) {
    super(`A request was refused with status ${response.status}.`)
    this.name = 'HookRefusal'
    this.response = response
  }
}

function refusal(status: number, message: string, hint?: string): HookRefusal {
  return new HookRefusal(jsonResponse({ code: status, message, ...(hint === undefined ? {} : { hint }) }, status))
}

export const refusals = {
  unknownHook: (method: string, path: string, test: boolean) =>
    refusal(
      404,
      `The requested webhook "${method} ${path}" is not registered.`,
      test
        ? 'Press "Listen for a test event" in the editor, then call this address again: it works for one call.'
        : 'The workflow must be published for this address to work. Check the path too: upper and lower case differ.',
    ),
  wrongMethod: (method: string, methods: readonly string[]) =>
    refusal(
      404,
      `This webhook is not registered for ${method} requests.`,
      `Did you mean to make a ${methods.join(' or ')} request?`,
    ),
  badBody: (why: string) => refusal(422, 'Failed to parse request body', why),
  tooLarge: (limit: number) =>
    refusal(413, 'The request body is too large.', `The limit is ${Math.round(limit / 1_048_576)} MB.`),
  tooManyParts: () => refusal(413, 'The request has too many parts.'),
  unsupportedEncoding: (encoding: string) =>
    refusal(415, `The content encoding "${encoding}" is not supported.`, 'Use gzip, deflate, br or none.'),
  overloaded: () =>
    new HookRefusal(
      jsonResponse({ code: 503, message: 'Too many executions are waiting. Try again later.' }, 503, {
        'retry-after': '5',
      }),
    ),
  notWaiting: (method: string, path: string) =>
    refusal(
      404,
      `The workflow does not wait for "${method} ${path}".`,
      'Check the method, and the suffix behind the execution in the address.',
    ),
  unknownExecution: (id: string) => refusal(404, `The execution "${id}" does not exist.`),
  executionEnded: (id: string) => refusal(409, `The execution "${id}" has finished already.`),
  executionRunning: (id: string) => refusal(409, `The execution "${id}" is running already.`),
  badSignature: () => new HookRefusal(jsonResponse({ error: 'Invalid token' }, 401)),
  failed: (message: string) => new HookRefusal(jsonResponse({ code: 0, message }, 500)),
} as const
