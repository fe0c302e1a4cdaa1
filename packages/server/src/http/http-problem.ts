/** What routes refuse, in one catalogue: code, status, sentence, hint. The sentence says what happened and what to do. */
import type { Problem } from '@millrace/api'

export class HttpProblem extends Error {
  readonly status: number
  readonly problem: Problem
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, problem: Problem, headers: Readonly<Record<string, string>> = {}, cause?: unknown) {
    super(problem.message, cause === undefined ? undefined : { cause })
    this.name = 'HttpProblem'
    this.status = status
    this.problem = problem
    this.headers = headers
  }
}

function refuse(status: number, code: string, message: string, hint?: string): HttpProblem {
  return new HttpProblem(status, { code, message, ...(hint === undefined ? {} : { hint }) })
}

export const problems = {
  notFound: (what: string) =>
    refuse(404, 'not_found', `This ${what} does not exist.`, 'It may have been deleted, or the address is wrong.'),
  noRoute: (method: string, path: string) => refuse(404, 'no_route', `There is nothing at ${method} ${path}.`),
  invalid: (where: string, message: string) =>
    new HttpProblem(400, { code: 'invalid_request', message: `The request is not understood: ${message}`, where }),
  unreadableBody: (message: string) => refuse(400, 'unreadable_body', `The body could not be read: ${message}`),
  bodyTooLarge: () =>
    refuse(413, 'body_too_large', 'The body is too large.', 'Split it, or import it from the command line.'),
  wrongContentType: () =>
    refuse(415, 'wrong_content_type', 'The body must be JSON.', 'Send content-type: application/json.'),
  notSignedIn: () => refuse(401, 'not_signed_in', 'You are not signed in.', 'Sign in and try again.'),
  badApiKey: () => refuse(401, 'unauthorized', 'The API key is missing or not valid.', 'Send it as X-N8N-API-KEY.'),
  forbidden: () => refuse(403, 'forbidden', 'You may not do this.', 'Ask the owner of this server.'),
  foreignOrigin: () => refuse(403, 'foreign_origin', 'This request came from another site and was not carried out.'),
  badCsrf: () =>
    refuse(403, 'bad_csrf_token', 'The session’s token is missing or old.', 'Reload the page and try again.'),
  foreignHost: (host: string) =>
    refuse(
      421,
      'foreign_host',
      `This server does not answer to the name "${host}".`,
      'If it is yours, add it to MILLRACE_ALLOWED_HOSTS or set MILLRACE_PUBLIC_URL.',
    ),
  starting: () => refuse(503, 'starting', 'Millrace is starting. Try again in a moment.'),
  ownerExists: () => refuse(409, 'owner_exists', 'This server has an owner already.', 'Sign in instead.'),
  badSetupToken: () =>
    refuse(
      403,
      'bad_setup_token',
      'The set-up token is missing or wrong.',
      'It is printed in the server’s log when it starts.',
    ),
  badSignIn: () => refuse(401, 'bad_sign_in', 'The e-mail address or the password is wrong.'),
  tooManyAttempts: (seconds: number) =>
    new HttpProblem(
      429,
      { code: 'too_many_attempts', message: `Too many attempts. Try again in ${Math.ceil(seconds / 60)} minutes.` },
      { 'retry-after': String(seconds) },
    ),
  draftOutdated: (current: unknown) =>
    new HttpProblem(409, {
      code: 'draft_outdated',
      message: 'This workflow was changed elsewhere since you opened it.',
      hint: 'Take the newer version, or save yours over it.',
      details: current,
    }),
  routeTaken: (method: string, path: string, workflow: string) =>
    new HttpProblem(409, {
      code: 'route_taken',
      message: `Another published workflow already answers ${method} ${path}.`,
      hint: 'Change the path, or unpublish the other workflow.',
      details: { workflow },
    }),
  notPublishable: (message: string, hint?: string) => refuse(422, 'not_publishable', message, hint),
  notRunnable: (message: string, hint?: string) => refuse(422, 'not_runnable', message, hint),
  triggerFailed: (name: string, why: string, hint?: string) =>
    refuse(422, 'trigger_failed', `“${name}” failed: ${why}`, hint),
  datasetEmpty: (name: string) =>
    refuse(422, 'dataset_empty', `“${name}” finds no row.`, 'Put rows into the dataset, or look at the conditions.'),
  nothingHappened: (name: string) =>
    refuse(
      422,
      'nothing_happened',
      `“${name}” found nothing within a minute.`,
      'Let something happen that it looks for, then run the workflow again.',
    ),
  executionRunning: () =>
    refuse(409, 'execution_running', 'This execution is still running.', 'Wait for it to end, or cancel it first.'),
  executionEnded: () => refuse(409, 'execution_ended', 'This execution has ended already.'),
  notWaited: () => refuse(409, 'not_waited', 'This execution does not wait for a form or a call.'),
  nothingToDecide: () => refuse(409, 'nothing_to_decide', 'This execution does not wait for a decision.'),
  dataNotKept: () =>
    refuse(
      410,
      'data_not_kept',
      'The data of this execution is not kept.',
      'The workflow’s settings say what is saved.',
    ),
  unknownCredentialType: (type: string) =>
    refuse(422, 'unknown_credential_type', `There is no credential type "${type}".`),
  hostsNeedSecret: () => refuse(422, 'hosts_need_secret', 'Enter the secret again to allow more hosts.'),
  secretsNeededAgain: (names: readonly string[]) =>
    refuse(
      422,
      'secrets_needed_again',
      `Enter again what is kept secret (${names.join(', ')}): the change lets it go to other addresses.`,
    ),
  notTestable: () =>
    refuse(
      422,
      'not_testable',
      'Credentials of this type have no test request.',
      'Give an address where they are to be tried.',
    ),
  noConsent: (message: string) => refuse(422, 'no_consent', message, 'Check the fields of the credential.'),
  consentUnknown: () =>
    refuse(
      400,
      'consent_unknown',
      'This sign-in is not known: it took longer than ten minutes, is over, or was begun for other fields.',
      'Open the credential and press “Connect” again.',
    ),
  consentElsewhere: (publicUrl: string) =>
    refuse(
      403,
      'consent_elsewhere',
      'This sign-in was begun in another session.',
      `Sign in to Millrace at ${publicUrl} in this browser, and press “Connect” there.`,
    ),
  consentRefused: (why: string) => refuse(422, 'consent_refused', `The service did not consent: ${why}`),
  noLookup: (lookup: string) => refuse(404, 'no_lookup', `There is no list "${lookup}" for this node.`),
  lookupFailed: (message: string) => refuse(502, 'lookup_failed', `The list could not be loaded: ${message}`),
} as const

/** A failure of ours: the reader gets a reference, the log gets the rest. */
export function unexpected(reference: string): Problem {
  return {
    code: 'unexpected',
    message: 'Something went wrong on the server.',
    hint: `The log has the details under the reference ${reference}.`,
    reference,
  }
}
