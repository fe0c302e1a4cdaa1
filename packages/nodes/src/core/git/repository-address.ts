/** Where a repository lies that is not on this machine. */
import { type NodeError, refuse } from '@millrace/sdk'

/**
 * The address, where it is one of a Git server on the web: no other way leads out of here, since none of them passes
 * the rules of outbound requests. Secrets belong in the credential; an address is written to the repository.
 * @throws NodeError in which the address is not repeated
 */
export function repositoryAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) throw notOnTheWeb()
  if (url.username !== '' || url.password !== '') throw secretInAddress()
  return url.href
}

function notOnTheWeb(): NodeError {
  return refuse('The address of the repository is none of the web.', {
    code: 'git_address_closed',
    hint: 'Write it with https:// (or http://). Paths, file://, ssh://, git:// and ext:: are closed.',
    retry: 'no',
  })
}

function secretInAddress(): NodeError {
  return refuse('The address of the repository has a user or a password in it.', {
    code: 'git_secret_in_address',
    hint: 'Take it out, and choose a credential of the type Git: addresses are written to the repository.',
    retry: 'no',
  })
}
