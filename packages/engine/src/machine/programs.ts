/**
 * The one door to other programs. They get no environment but the places where programs are, as much time as the
 * execution has, and a limit on what they may say; with all that they start they end when their time is over.
 */
import { spawn } from 'node:child_process'
import { type NodeError, type ProgramEnd, type Programs, refuse } from '@millrace/sdk'

export interface ProgramSettings {
  readonly open: Programs['open']
  /** Where programs are found, as `PATH` says it. */
  readonly path: string
  /** The folder they start in. */
  readonly folder: string
}

/** The most a program may say, in bytes, on each of its two ways. */
const most = 16 * 1024 * 1024

export function createPrograms({ open, path, folder }: ProgramSettings): Programs {
  return {
    open,
    async run({ command, signal }) {
      const [program, ...args] = 'shell' in command ? shellCall(command.shell) : command
      if (open === 'no') throw closed()
      if ('shell' in command && open !== 'shell') throw noShell()
      signal.throwIfAborted()
      return started(program, args, { env: { PATH: path, LANG: 'C.UTF-8' }, cwd: folder }, signal)
    },
  }
}

function shellCall(line: string): readonly [string, ...string[]] {
  return process.platform === 'win32' ? ['cmd.exe', '/d', '/s', '/c', line] : ['/bin/sh', '-c', line]
}

function started(
  program: string,
  args: readonly string[],
  about: { readonly env: NodeJS.ProcessEnv; readonly cwd: string },
  signal: AbortSignal,
): Promise<ProgramEnd> {
  const child = spawn(program, args, { ...about, detached: true, windowsHide: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const { stdout, stderr } = child
  const said: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] }
  return new Promise((resolve, reject) => {
    let length = 0
    const end = (reason: unknown) => {
      // The group: what it started ends with it.
      if (child.pid !== undefined) killGroup(child.pid)
      reject(reason)
    }
    const cancel = () => end(signal.reason)
    const hear = (way: 'stdout' | 'stderr') => (chunk: Buffer) => {
      length += chunk.length
      if (length > most) end(tooMuch(program))
      else said[way].push(chunk)
    }
    signal.addEventListener('abort', cancel, { once: true })
    stdout.on('data', hear('stdout'))
    stderr.on('data', hear('stderr'))
    child.once('error', (cause) => reject(notStarted(program, cause)))
    child.once('close', (code, by) => {
      signal.removeEventListener('abort', cancel)
      resolve({
        exitCode: code ?? 1,
        stdout: Buffer.concat(said.stdout).toString(),
        stderr: Buffer.concat(said.stderr).toString() || (by === null ? '' : `The program was ended by ${by}.`),
      })
    })
  })
}

function killGroup(pid: number): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch (failure) {
    // It has ended by itself meanwhile.
    if (!(failure instanceof Error && 'code' in failure && failure.code === 'ESRCH')) throw failure
  }
}

function closed(): NodeError {
  return refuse('Nodes may not start programs on this server.', {
    code: 'programs_closed',
    hint: 'An administrator allows it with the setting MILLRACE_COMMANDS.',
    retry: 'no',
  })
}

function noShell(): NodeError {
  return refuse('Nodes may start programs on this server, but not use its shell.', {
    code: 'shell_closed',
    hint: 'An administrator allows it with MILLRACE_COMMANDS=shell.',
    retry: 'no',
  })
}

function notStarted(program: string, cause: Error): NodeError {
  const missing = 'code' in cause && cause.code === 'ENOENT'
  return refuse(
    missing ? `There is no program "${program}".` : `"${program}" could not be started: ${cause.message}.`,
    {
      code: 'program_not_started',
      retry: 'no',
      cause,
    },
  )
}

function tooMuch(program: string): NodeError {
  return refuse(`"${program}" said more than ${most / 1024 / 1024} MB.`, { code: 'program_too_loud', retry: 'no' })
}
