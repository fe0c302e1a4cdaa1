/** `millrace start`: the server and the editor, until somebody stops it. */
import { listensOnLoopback, readConfig, startServer } from '@millrace/server'

/** Resolves with the exit status once the server has stopped. */
export async function start(_args: readonly string[]): Promise<number> {
  const config = readConfig()
  const say = (line: string) => console.log(line)
  const server = await startServer(config, { say })
  say(`Millrace is ready: ${server.url}`)
  if (!listensOnLoopback(config)) say(`It listens on ${config.host}, so other machines can reach it.`)
  await server.editorReady
  await stopSignal()
  say('Stopping …')
  await server.close()
  return 0
}

/** Resolves at the first wish to stop; a second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(130))
        resolve()
      })
    }
  })
}
