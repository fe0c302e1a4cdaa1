/**
 * What a caller of a hook is told when its request is not taken. Callers are programs: short, stable, no details.
 * Visitors of forms are people: they see a page that says what they can do.
 */
import type { EndPage, WebhookResponse } from '@millrace/sdk'
import { jsonResponse, pageResponse } from '@millrace/sdk'

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

/** Refused for the moment: the same request may be taken a little later. */
function refusalForNow(status: number, message: string, seconds: number): HookRefusal {
  return new HookRefusal(jsonResponse({ code: status, message }, status, { 'retry-after': String(seconds) }))
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
  overloaded: () => refusalForNow(503, 'Too many executions are waiting. Try again later.', 5),
  notWaiting: (method: string, path: string) =>
    refusal(
      404,
      `The workflow does not wait for "${method} ${path}".`,
      'Check the method, and the suffix behind the execution in the address.',
    ),
  unknownExecution: (id: string) => refusal(404, `The execution "${id}" does not exist.`),
  executionEnded: (id: string) => refusal(409, `The execution "${id}" has finished already.`),
  executionRunning: (id: string) => refusalForNow(409, `The execution "${id}" is running already.`, 1),
  badSignature: () => new HookRefusal(jsonResponse({ error: 'Invalid token' }, 401)),
  badKey: (longest: number) => refusal(400, `An Idempotency-Key has 1 to ${longest} characters.`),
  keyOpen: () => refusalForNow(409, 'The first event under this Idempotency-Key is being worked on.', 5),
  keyUnanswered: () =>
    new HookRefusal(
      jsonResponse({ code: 500, message: 'The first event under this Idempotency-Key ended without an answer.' }, 500),
    ),
  failed: (message: string) => new HookRefusal(jsonResponse({ code: 0, message }, 500)),
  noForm: () =>
    new HookRefusal(
      pageResponse(
        ownPage('This form is not here', 'It may be closed, or the address is not quite right.', 'bad'),
        404,
      ),
    ),
  badFormLink: () =>
    new HookRefusal(
      pageResponse(ownPage('This link does not work', 'Open the form again with the link you were given.', 'bad'), 401),
    ),
} as const

/** A page of ours, in plain words. */
export function ownPage(heading: string, text: string, tone: NonNullable<EndPage['tone']>): EndPage {
  return { kind: 'end', title: heading, heading, markup: text, tone, attribution: false }
}

/** A refusal as a visitor sees it, if the request comes from a browser; one that is a page already stays what it is. */
export function forVisitor(response: WebhookResponse): WebhookResponse {
  if (response.body.kind === 'page' || response.status === 302) return response
  const [heading, text] = toPeople[response.status] ?? someTrouble
  return { visitor: ownPage(heading, text, 'bad'), ...response }
}

const someTrouble = ['Something went wrong', 'What you sent may not have arrived. Try again later.'] as const

const toPeople: Readonly<Record<number, readonly [heading: string, text: string]>> = {
  401: ['Sign in to see this form', 'Open it again to sign in.'],
  403: ['You may not see this form', 'It is open to certain people or places only.'],
  404: ['This form is not here', 'It may be closed, or the address is not quite right.'],
  409: ['This was sent before', 'It is being worked on, or is done already.'],
  413: ['This is too large', 'Go back, choose smaller or fewer files, and send it again.'],
  503: ['Too much is going on', 'Nothing was sent. Go back and try again in a moment.'],
}
