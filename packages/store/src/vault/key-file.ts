import { open, readFile, rename, stat } from 'node:fs/promises'
import { StoreError } from '../error.ts'
import { newKey } from './envelope.ts'

/**
 * The key file: one key a line, the first is the one that writes. Made at the first start, for our eyes only; where
 * something was written under a key before, a new one would be of no use.
 */
export async function readKeyFile(file: string, when: 'first start' | 'in use' = 'in use'): Promise<string> {
  const found = await stat(file).catch(missing)
  if (found === undefined) {
    if (when === 'in use') {
      throw new StoreError(
        'key_missing',
        `The key file ${file} is missing, and what is stored was written under it. Put it back from where you keep ` +
          'its copy, or give its text in MILLRACE_ENCRYPTION_KEY; nothing was changed.',
        { details: { path: file } },
      )
    }
    await writeNew(file, line())
    return readFile(file, 'utf8')
  }
  if ((found.mode & 0o077) !== 0) {
    throw new StoreError(
      'key_readable',
      `Others on this machine can read the key file ${file}. Run \`chmod 600 ${file}\`; ` +
        'if someone may have read it, rotate the key afterwards.',
      { details: { path: file } },
    )
  }
  return readFile(file, 'utf8')
}

/** Puts a new key first; the old ones stay below it until a rotation has retired them. */
export async function addKeyToFile(file: string): Promise<void> {
  const before = await readKeyFile(file)
  const next = `${file}.new`
  await writeNew(next, `${line()}${before}`)
  await rename(next, file)
}

async function writeNew(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function line(): string {
  return `${Buffer.from(newKey()).toString('base64')}\n`
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined
  throw error
}
