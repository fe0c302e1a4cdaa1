/** How SSH and SFTP sign in: the same for commands and for files. */
import * as m from '@millrace/sdk'
import type { ConnectConfig } from 'ssh2'
import { toPem } from '../values/pem.ts'
import { isOwnAddress } from './own-address.ts'
import { sshKey, sshPlace } from './ssh.credential.ts'

/** How long a server may take to sign somebody in, in milliseconds. */
const readyTimeout = 30_000

const fields = { ...sshPlace, ...sshKey, password: m.text('Password') }

/**
 * What to connect with: to the address that was checked, and never to this machine itself unless its programs are
 * open to nodes, since a login is as good as a shell.
 */
export async function sshLogin(
  secret: m.JsonObject,
  credential: string,
  context: m.RunContext,
): Promise<ConnectConfig> {
  const { host, port, username, password, privateKey, passphrase } = m.read(fields, secret, 1)
  const address = await context.network.addressOf({ host, port, credential })
  if (context.machine.programs.open === 'no' && isOwnAddress(address)) {
    throw m.refuse(`${host} is this server itself, whose programs are closed to nodes.`, {
      code: 'commands_closed',
      hint: 'An administrator opens them with MILLRACE_COMMANDS.',
      retry: 'no',
    })
  }
  return {
    host: address,
    port,
    username,
    readyTimeout,
    ...(password !== '' && { password }),
    ...(privateKey !== '' && { privateKey: toPem(privateKey) }),
    ...(passphrase !== '' && { passphrase }),
  }
}

/** Why there is no connection, in words; secrets are in none of them. */
export function sshFailure(thrown: unknown, host: string): m.NodeError {
  if (thrown instanceof m.NodeError) return thrown
  const said = thrown instanceof Error ? thrown.message : String(thrown)
  const level = thrown instanceof Error && 'level' in thrown ? thrown.level : undefined
  const refused = level === 'client-authentication' || /authentication methods failed/i.test(said)
  return m.serviceError(`${host} says: ${said}`, {
    code: refused ? 'login_refused' : 'ssh_failed',
    httpCode: thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown',
    retry: refused ? 'no' : 'later',
    ...(refused && { hint: 'Check the user and the password or key in the credential.' }),
    cause: thrown,
  })
}
