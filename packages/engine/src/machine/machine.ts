import { tmpdir } from 'node:os'
import type { Machine } from '@millrace/sdk'
import { createDisk, type DiskSettings } from './disk.ts'
import { createPrograms, type ProgramSettings } from './programs.ts'

export interface MachineSettings extends DiskSettings {
  readonly commands: Pick<ProgramSettings, 'open' | 'path'>
  /** Whether nodes may keep Git repositories in the open folders; they may not where it is left out. */
  readonly git?: boolean
}

/** The machine as far as it is open. Programs start in the first open folder. */
export function createMachine({ commands, git = false, ...disk }: MachineSettings): Machine {
  return {
    disk: createDisk(disk),
    programs: createPrograms({ ...commands, folder: disk.folders[0] ?? tmpdir() }),
    git: { open: git },
  }
}

/** A machine of which nothing is open. */
export const closedMachine: Machine = createMachine({ folders: [], closed: [], commands: { open: 'no', path: '' } })
