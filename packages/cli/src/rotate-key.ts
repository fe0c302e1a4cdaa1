/**
 * `millrace rotate-key` puts a new master key before the old one in the key file. The server moves the credentials to it
 * when it starts anew, while it is in use, and takes the old key out of the file when none is left under it.
 */
import { type Config, readConfig } from '@millrace/server'
import { addKeyToFile, homeAt } from '@millrace/store'
import { CliError } from './cli-error.ts'

export async function rotateKey(args: readonly string[], config: Config = readConfig()): Promise<number> {
  if (args.length > 0) throw new CliError('rotate_key.arguments', 'It takes no arguments: millrace rotate-key')
  if (config.encryptionKey !== undefined) {
    throw new CliError(
      'rotate_key.not_file',
      'The key comes from MILLRACE_ENCRYPTION_KEY. Put a new one (`openssl rand -base64 32`) before it, with a comma ' +
        'between, and start the server anew; once its log says that no older key is needed, take the old one out.',
    )
  }
  const { keyFile } = homeAt(config.home)
  const added = await addKeyToFile(keyFile)
  console.log(added ? `There is a new key in ${keyFile}.` : `There is a new key in ${keyFile} already.`)
  console.log('Start the server anew: it moves all credentials to the new key, and then takes the old one out.')
  console.log('Keep a copy of the new key somewhere else; the old one opens the backups that were made under it.')
  return 0
}
