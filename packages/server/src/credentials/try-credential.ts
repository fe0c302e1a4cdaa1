/** Tries a stored credential: sends its type's test request, signed as nodes sign theirs. */
import { sendWithCredential, TokenCache } from '@millrace/engine'
import type { CredentialType } from '@millrace/sdk'
import type { CredentialSummary } from '@millrace/store'
import type { ServerContext } from '../context.ts'
import { sendByServer } from './send-by-server.ts'

export async function tryCredential(
  { store, dialer }: Pick<ServerContext, 'store' | 'dialer'>,
  type: CredentialType,
  { id, project }: CredentialSummary,
): Promise<{ readonly ok: boolean; readonly message: string }> {
  return store.vault.use(id, { project, nodeType: 'credentialTest' }, async (opened) => {
    try {
      const request = type.test?.(opened.fields)
      if (!request) return { ok: false, message: 'Credentials of this type have no test request.' }
      const { status, statusText } = await sendWithCredential(type, opened, request, {
        send: sendByServer(dialer),
        // Each test asks for a token of its own: one that was kept would show nothing.
        tokens: new TokenCache(),
        now: Date.now,
      })
      if (status < 400) return { ok: true, message: 'The credential works.' }
      const why =
        status === 401 || status === 403 ? 'The service does not accept it.' : 'The service answered with an error.'
      return { ok: false, message: `${why} (${status} ${statusText})` }
    } catch (error) {
      return { ok: false, message: error instanceof Error ? error.message : 'The service could not be reached.' }
    }
  })
}
