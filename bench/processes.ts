import { readdirSync, readFileSync } from 'node:fs'

/** A process and all its descendants, by id. */
export function processTree(root: number): readonly number[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const parent = parentOf(Number(name))
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const tree = [root]
  for (const pid of tree) tree.push(...(children.get(pid) ?? []))
  return tree
}

function parentOf(pid: number): number | undefined {
  const status = readIfThere(`/proc/${pid}/status`)
  const parent = status && /^PPid:\s+(\d+)/m.exec(status)?.[1]
  return parent ? Number(parent) : undefined
}

/** Proportional set size of a process tree in MB: shared pages are counted once over all. Linux only. */
export function memoryOf(root: number): number {
  let kilobytes = 0
  for (const pid of processTree(root)) {
    const rollup = readIfThere(`/proc/${pid}/smaps_rollup`)
    kilobytes += Number((rollup && /^Pss:\s+(\d+)/m.exec(rollup)?.[1]) ?? 0)
  }
  return Math.round(kilobytes / 102.4) / 10
}

/** CPU seconds (user and system) that a process tree has used so far. */
export function cpuOf(root: number): number {
  let ticks = 0
  for (const pid of processTree(root)) {
    const stat = readIfThere(`/proc/${pid}/stat`)
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields) ticks += Number(fields[11]) + Number(fields[12])
  }
  return ticks / 100
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    // A process may end between being listed and being read.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined
    throw error
  }
}
