/**
 * `millrace backup FOLDER` copies an instance while it is in use: its database first, then the files of its
 * executions, which never change. A file that came in between is too many, which harms nothing; none is missing.
 */
import { cp, mkdir, readdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Config, readConfig } from '@millrace/server'
import { homeAt } from '@millrace/store'
import { CliError } from './cli-error.ts'
import { openInstance } from './open-instance.ts'

export async function backup(args: readonly string[], config: Config = readConfig()): Promise<number> {
  const [name, ...others] = args
  if (name === undefined || others.length > 0 || name.startsWith('-')) {
    throw new CliError('backup.no_folder', 'Name the folder for the copy: millrace backup FOLDER')
  }
  if (config.databaseUrl !== undefined) {
    throw new CliError(
      'backup.not_sqlite',
      'The database is a Postgres server: copy it with pg_dump, and copy the folder “binary” beside it.',
    )
  }
  const to = homeAt(resolve(name))
  await makeEmpty(to.folder)
  const store = await openInstance(config)
  try {
    await store.backup(to.database)
  } finally {
    await store.close()
  }
  await cp(homeAt(config.home).binary, to.binary, { recursive: true })
  console.log(`Copied to ${to.folder}. To use it, put the key beside it and start Millrace with MILLRACE_HOME=${name}`)
  console.log(keyAdvice(config))
  return 0
}

/** The key is left out, so that whoever finds the copy cannot read the credentials in it. */
function keyAdvice({ encryptionKey, home }: Config): string {
  return encryptionKey === undefined
    ? `The key ${homeAt(home).keyFile} is not in the copy. Keep it somewhere else: without it no credential can be read.`
    : 'The key comes from MILLRACE_ENCRYPTION_KEY and is not in the copy: without it no credential can be read.'
}

async function makeEmpty(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if ((await readdir(folder)).length === 0) return
  throw new CliError('backup.not_empty', `The folder ${folder} is not empty. Name one that is new, so nothing is lost.`)
}
