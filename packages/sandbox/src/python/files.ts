import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The folder of the snapshot: one that stays, or one of this process that goes with it. */
export function pythonFiles(kept: string | undefined) {
  let made: Promise<string> | undefined
  return {
    async folder(): Promise<string> {
      if (kept === undefined) return (made ??= mkdtemp(join(tmpdir(), 'millrace-python-')))
      await mkdir(kept, { recursive: true, mode: 0o700 })
      return kept
    },
    async remove(): Promise<void> {
      if (made !== undefined) await rm(await made, { recursive: true, force: true })
    },
  }
}
