/**
 * Whether the server before this one was told to stop. What it left unfinished then is no execution's fault, however
 * often somebody starts a server anew; what a server leaves that went away is counted.
 */
import type { Store } from '@millrace/store'

const NAME = 'server.stopped'

type Settings = Pick<Store['settings'], 'get' | 'set' | 'delete'>

/** Notes that the server stops because it was told to. */
export function noteCleanStop(settings: Settings): Promise<void> {
  return settings.set(NAME, true)
}

/** Whether it was noted; from now on this server's own end counts. */
export async function takeCleanStop(settings: Settings): Promise<boolean> {
  const noted = (await settings.get(NAME)) === true
  if (noted) await settings.delete(NAME)
  return noted
}
