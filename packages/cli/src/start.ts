/** `millrace start`: the server and the editor, until somebody stops it. */
import { listensOnLoopback, readConfig, startServer } from '@millrace/server'

/** Resolves with the exit status once the server has stopped. */
export async function start(_args: readonly string[]): Promise<number> {
  const config = readConfig()
  const say = (line: string) => console.log(line)
  const stop = stopSignal()
  const server = await Promise.race([startServer(config, { say }), stop])
  // Nothing has begun yet that would have to be ended in order.
  if (server === undefined) process.exit(0)
  say(`Millrace is ready: ${server.url}`)
  if (!listensOnLoopback(config)) say(`It listens on ${config.host}, so other machines can reach it.`)
  try {
    await Promise.race([server.editorReady, stop])
    await stop
    say('Stopping …')
  } finally {
    await server.close()
  }
  return 0
}

/** Signals of one wish to stop come from the terminal, from npm and from the launcher, in milliseconds. */
const SAME_WISH_MS = 1000

/** Resolves at the first wish to stop; a second one ends the process at once. */
function stopSignal(): Promise<undefined> {
  return new Promise((resolve) => {
    let first: number | undefined
    const hear = () => {
      first ??= performance.now()
      if (performance.now() - first > SAME_WISH_MS) process.exit(130)
      resolve(undefined)
    }
    process.on('SIGINT', hear)
    process.on('SIGTERM', hear)
  })
}
