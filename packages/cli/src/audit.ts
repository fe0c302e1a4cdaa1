/**
 * `millrace audit verify [LOG…]` walks the chain of the audit, and compares it with the signed checkpoints that logs of
 * the server have: an entry that was changed, taken out or cut off at the end is found.
 */
import { readFile } from 'node:fs/promises'
import { type Config, readConfig } from '@millrace/server'
import { CliError } from './cli-error.ts'
import { openInstance } from './open-instance.ts'

export async function audit(args: readonly string[], config: Config = readConfig()): Promise<number> {
  const [action, ...logs] = args
  if (action !== 'verify') throw new CliError('audit.action', 'Say what to do with it: millrace audit verify [LOG…]')
  const kept = await Promise.all(logs.map(readLog))
  const store = await openInstance(config)
  try {
    const { rows, checkpoints } = await store.audit.verify(kept.join('\n'))
    console.log(`The audit fits together: ${rows} entries, ${checkpoints} of them with a checkpoint outside.`)
    return 0
  } finally {
    await store.close()
  }
}

async function readLog(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new CliError('audit.log_unreadable', `The log ${path} cannot be read.`, { cause })
  }
}
