/** Sends one mail by SMTP. Nothing of it is read from files or addresses: what it holds is handed to it. */
import * as m from '@millrace/sdk'
import type { SendMailOptions } from 'nodemailer'
import { serverName } from '../values/server-name.ts'
import { smtpFields } from './smtp.credential.ts'

const credential = 'smtp'
/** How long a server may be silent, in milliseconds: some look long at a mail before they take it. */
const patience = { connectionTimeout: 30_000, greetingTimeout: 30_000, socketTimeout: 300_000 }

/**
 * @returns what the server said
 * @throws NodeError where it cannot be reached, or takes neither the login nor the mail
 */
export function sendMail(
  mail: SendMailOptions,
  { allowUnauthorizedCerts }: { readonly allowUnauthorizedCerts: boolean },
  context: m.RunContext,
): Promise<m.JsonObject> {
  return context.credential(credential, async (secret) => {
    const { user, password, host, port, secure, disableStartTls, hostName } = m.read(smtpFields, secret, 1)
    const address = await context.network.addressOf({ host, port, credential })
    const { createTransport } = await import('nodemailer')
    const transport = createTransport({
      host: address,
      port,
      secure,
      ignoreTLS: disableStartTls === true,
      ...(hostName !== '' && { name: hostName }),
      ...((user !== '' || password !== '') && { auth: { user, pass: password } }),
      tls: { ...serverName(host), rejectUnauthorized: !allowUnauthorizedCerts },
      ...patience,
    })
    const cancel = () => transport.close()
    // What was stopped while the driver was loaded is not begun.
    context.signal.throwIfAborted()
    context.signal.addEventListener('abort', cancel, { once: true })
    try {
      return asJson(await transport.sendMail({ ...mail, disableFileAccess: true, disableUrlAccess: true }))
    } catch (thrown) {
      context.signal.throwIfAborted()
      throw failureOf(thrown, host)
    } finally {
      context.signal.removeEventListener('abort', cancel)
      transport.close()
    }
  })
}

function asJson(info: object): m.JsonObject {
  const json: m.JsonObject = JSON.parse(JSON.stringify(info))
  return json
}

/** Why a mail was not sent. Replies from 500 on are for ever, those from 400 on for now (RFC 5321, 4.2.1). */
function failureOf(thrown: unknown, host: string): m.NodeError {
  const { message, code, responseCode } = readFailure(thrown)
  const isForEver = responseCode === undefined ? code === 'EAUTH' || code === 'EENVELOPE' : responseCode >= 500
  return m.serviceError(`The mail was not sent by ${host}: ${message}`, {
    code: code === 'EAUTH' ? 'login_refused' : 'mail_refused',
    httpCode: String(responseCode ?? code),
    retry: isForEver ? 'no' : 'later',
    ...(code === 'EAUTH' && { hint: 'Check user and password in the credential.' }),
    ...(isTlsMismatch(message) && {
      hint: 'Switch TLS in the credential: port 465 needs it, 587 and 25 begin without.',
    }),
    cause: thrown,
  })
}

function isTlsMismatch(message: string): boolean {
  return /wrong version number|packet length too long/i.test(message)
}

function readFailure(thrown: unknown): { message: string; code: string; responseCode: number | undefined } {
  if (!(thrown instanceof Error)) return { message: String(thrown), code: 'unknown', responseCode: undefined }
  return {
    message: thrown.message,
    code: 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : 'unknown',
    responseCode: 'responseCode' in thrown && typeof thrown.responseCode === 'number' ? thrown.responseCode : undefined,
  }
}
