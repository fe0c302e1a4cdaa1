import type { Config } from '../config.ts'
import type { RunnerSettings } from './runner-settings.ts'

/** What of this machine is open to nodes. The server's own folder never is. */
export function machineSettings({ home, fileFolders, commands, git, programPath }: Config): RunnerSettings['machine'] {
  return {
    folders: [...fileFolders],
    closed: [home],
    commands: { open: commands === 'off' ? 'no' : commands, path: programPath },
    git,
  }
}
