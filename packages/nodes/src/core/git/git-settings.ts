/** Which settings of a repository a workflow may write: none that names a program, a path or another server's proxy. */
import { type NodeError, refuse } from '@millrace/sdk'
import { repositoryAddress } from './repository-address.ts'

const open: readonly RegExp[] = [
  /^user\.(name|email)$/i,
  /^core\.(autocrlf|eol|filemode|ignorecase|quotepath)$/i,
  /^(pull\.(rebase|ff)|push\.default|init\.defaultbranch)$/i,
  /^remote\.[\w-]{1,100}\.(url|fetch)$/i,
  /^branch\.[\w./-]{1,200}\.(remote|merge|description)$/i,
]

/** @throws NodeError where the setting is closed, or its value is none */
export function checkedSetting(key: string, value: string): { readonly path: string; readonly value: string } {
  if (!open.some((form) => form.test(key))) throw closedSetting(key)
  // A line of its own would be a setting of its own.
  if (/\p{Cc}/u.test(value)) throw brokenValue(key)
  return { path: key, value: /^remote\..*\.url$/i.test(key) ? repositoryAddress(value) : value }
}

function closedSetting(key: string): NodeError {
  return refuse(`The setting "${key}" is not open to workflows.`, {
    code: 'git_setting_closed',
    hint: 'Open are user.name, user.email, remote.NAME.url and other settings that start no programs.',
    retry: 'no',
  })
}

function brokenValue(key: string): NodeError {
  return refuse(`The value for "${key}" has a line break or another control character in it.`, {
    code: 'git_value_wrong',
    retry: 'no',
  })
}
