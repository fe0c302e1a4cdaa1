#!/usr/bin/env node
// Starts Millrace on Node 24 or newer. The runtime comes with the dependencies as a platform
// package, so a machine whose own Node is older still works; where no such package exists
// (Apple silicon) the system's Node must be new enough. Plain JavaScript: an old Node reads this file.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const WANTED = 24
const current = Number(process.versions.node.split('.')[0])

if (current >= WANTED) {
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
  const child = spawn(runtime, [...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 1 : code))
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
