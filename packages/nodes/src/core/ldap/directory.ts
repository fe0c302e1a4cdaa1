/** A connection to a directory, for as long as something is done with it. */
import * as m from '@millrace/sdk'
import type { Client } from 'ldapts'
import { certificateRefused } from '../values/certificate-refused.ts'
import { serverName } from '../values/server-name.ts'
import { ldapFields } from './ldap.credential.ts'

const credential = 'ldap'

/** @throws NodeError where it cannot be reached, does not let in, or refuses what is done */
export function withDirectory<T>(
  context: Pick<m.RunContext, 'credential' | 'network' | 'signal'>,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  return context.credential(credential, async (secret) => {
    const given = m.read(ldapFields, secret, 1)
    const { hostname: host, connectionSecurity: security, bindDN, bindPassword } = given
    const port = Number(given.port) || (security === 'tls' ? 636 : 389)
    const address = await context.network.addressOf({ host, port, credential })
    const { Client: LdapClient } = await import('ldapts')
    const tlsOptions = {
      ...serverName(host),
      rejectUnauthorized: given.allowUnauthorizedCerts !== true,
      ...(given.caCertificate && { ca: [given.caCertificate] }),
    }
    const timeout = given.timeout * 1000
    const at = address.includes(':') ? `[${address}]` : address
    const url = `${security === 'tls' ? 'ldaps' : 'ldap'}://${at}:${port}`
    const client = new LdapClient({ url, timeout, connectTimeout: timeout, ...(security === 'tls' && { tlsOptions }) })
    const cancel = () => void client.unbind()
    // What was stopped while the driver was loaded is not begun.
    context.signal.throwIfAborted()
    context.signal.addEventListener('abort', cancel, { once: true })
    try {
      // Without a name the certificate is compared with the address, which only a new connection knows by itself.
      if (security === 'startTls') await client.startTLS({ ...tlsOptions, host })
      if (bindDN !== '') await client.bind(bindDN, bindPassword)
      return await use(client)
    } catch (thrown) {
      context.signal.throwIfAborted()
      throw failureOf(thrown, host)
    } finally {
      context.signal.removeEventListener('abort', cancel)
      await client.unbind()
    }
  })
}

/** What the codes of results mean for trying again: https://www.rfc-editor.org/rfc/rfc4511#section-4.1.9 */
const passing = new Set([51, 52])
const login = new Set([7, 8, 48, 49])

const trustHint =
  'Put the certificate of its authority into the credential, or let it accept any certificate there if you trust the network.'

function failureOf(thrown: unknown, host: string): m.NodeError {
  if (thrown instanceof m.NodeError) return thrown
  const untrusted = certificateRefused(thrown, host, trustHint)
  if (untrusted !== undefined) return untrusted
  const said = thrown instanceof Error ? thrown.message : String(thrown)
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  const refused = typeof code === 'number' && login.has(code)
  const name = thrown instanceof Error ? thrown.constructor.name.replace(/Error$/, '') : ''
  return m.serviceError(`${host} says: ${said.trim() || name}`, {
    code: refused ? 'login_refused' : 'ldap_failed',
    httpCode: String(code ?? 'unknown'),
    retry: typeof code !== 'number' || passing.has(code) ? 'later' : 'no',
    ...(refused && { hint: 'Check who signs in, and the password, in the credential.' }),
    cause: thrown,
  })
}
