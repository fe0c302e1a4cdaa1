/** Processes that get nothing: no environment, no folder, no pipes but ours. */
import { sep } from 'node:path'
import type { Readable, Writable } from 'node:stream'

/** Input and output are pipes of ours; nothing else is handed down. */
export const bareProcess = {
  cwd: sep,
  env: {},
  stdio: ['pipe', 'ignore', 'pipe', 'pipe'] as ['pipe', 'ignore', 'pipe', 'pipe'],
  windowsHide: true,
}

export function readable(stream: unknown): Readable {
  if (stream && typeof stream === 'object' && 'read' in stream) return stream as Readable
  throw new Error('The runner has no output.')
}

export function writable(stream: unknown): Writable {
  if (stream && typeof stream === 'object' && 'write' in stream) return stream as Writable
  throw new Error('The runner has no input.')
}
