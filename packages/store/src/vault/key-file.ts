import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
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

/**
 * Puts a new key first; the old one stays below it until a rotation is over. False where there is an old one already:
 * that rotation is to be finished first.
 */
export async function addKeyToFile(file: string): Promise<boolean> {
  const before = await readKeyFile(file)
  if (linesOf(before).length > 1) return false
  await replace(file, `${line()}${before}`)
  return true
}

/** Leaves only the key that writes, once nothing is written under another any more. */
export async function dropOldKeys(file: string): Promise<void> {
  const [newest, ...others] = linesOf(await readKeyFile(file))
  if (newest !== undefined && others.length > 0) await replace(file, `${newest}\n`)
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((one) => one.trim() !== '' && !one.startsWith('#'))
}

/** The file is the old one or the new one whole, whenever the power goes. */
async function replace(file: string, text: string): Promise<void> {
  const next = `${file}.new`
  // What an attempt left that was cut off.
  await rm(next, { force: true })
  await writeNew(next, text)
  await rename(next, file)
  const folder = await open(dirname(file), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
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
