#!/usr/bin/env node
// Starts Millrace on Node 24 or newer. The runtime comes with the dependencies as a platform
// package, so a machine whose own Node is older still works; where no such package exists
// (Apple silicon) the system's Node must be new enough. Plain JavaScript: an old Node reads this file.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

const WANTED = 24
/** Tells the second process that it was started by the first, which it does not outlive. */
const LAUNCHED = 'MILLRACE_LAUNCHED'
/** Keep the memory of a server small (docs/adr/0006-memory.md). Other commands end before it matters. */
const staysLong = process.argv[2] === 'start'
const flags = staysLong
  ? ['--max-semi-space-size=8', '--initial-old-space-size=64', '--no-parallel-scavenge', '--expose-gc']
  : []
const allocator = staysLong ? { MALLOC_ARENA_MAX: '2' } : {}
const self = fileURLToPath(import.meta.url)
const current = Number(process.versions.node.split('.')[0])

if (process.env.npm_lifecycle_event !== undefined) stopWithParent()
if (current >= WANTED) {
  takeFlags()
  if (process.env[LAUNCHED] !== undefined) endWithLauncher()
  const { enableCompileCache } = await import('node:module')
  enableCompileCache?.()
  const { main } = await import('../src/main.ts')
  await main(process.argv.slice(2))
} else {
  const runtime = bundledRuntime()
  if (!runtime) {
    console.error(
      `Millrace needs Node ${WANTED} or newer, and this is ${process.versions.node}. ` +
        `Install it from https://nodejs.org/en/download (or run "npx node@${WANTED}"), then start again.`,
    )
    process.exit(1)
  }
  const child = spawn(runtime, [...flags, ...process.execArgv, self, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...allocator, ...process.env, [LAUNCHED]: '1' },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code))
}

/** Begins anew in this same process with the flags that only count from its first moment; Windows cannot do so. */
function takeFlags() {
  const missing = flags.filter((flag) => !process.execArgv.includes(flag))
  if (missing.length === 0 || process.channel || process.platform === 'win32') return
  const args = [process.execPath, ...missing, ...process.execArgv, self, ...process.argv.slice(2)]
  process.execve(process.execPath, args, { ...allocator, ...process.env })
}

/** npm starts us through a shell, which ends at a signal without telling us. */
function stopWithParent() {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, 250)
  watch.unref()
}

/** Whoever kills the launcher means the program: without it nobody would know of the process that is left. */
function endWithLauncher() {
  delete process.env[LAUNCHED]
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  process.channel?.unref()
}

/** The path of the Node binary that came with the dependencies, or undefined where there is none. */
function bundledRuntime() {
  const system = process.platform === 'win32' ? 'win' : process.platform
  const file = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node'
  try {
    return createRequire(import.meta.url).resolve(`node-${system}-${process.arch}/${file}`)
  } catch {
    return undefined
  }
}
