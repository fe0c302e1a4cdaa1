/**
 * The machine that the server runs on, as far as an administrator opened it to nodes. What is closed refuses every
 * call with a sentence that names the setting.
 */
export interface Machine {
  readonly disk: Disk
  readonly programs: Programs
  /** Whether nodes may keep Git repositories in the open folders. */
  readonly git: { readonly open: boolean }
}

/** Files beneath the folders that are open. Links are not followed, neither out of them nor within. */
export interface Disk {
  /** What lies in a folder, by name; nothing where there is none. */
  entries(folder: string): Promise<readonly DiskEntry[]>
  /** The same with what tells whether a file is still the one it was. */
  stamped(folder: string): Promise<readonly StampedEntry[]>
  /** @throws NodeError `file_missing` where there is no such file */
  read(path: string): Promise<Uint8Array>
  /**
   * Reads a file piece by piece: one that need not fit in memory.
   * @throws NodeError as `read` does, when the first piece is asked for at the latest
   */
  chunks(path: string): AsyncIterable<Uint8Array>
  /** Writes a file anew, or behind what is in it, at once or piece by piece; its folder must be there. */
  write(path: string, bytes: Uint8Array | AsyncIterable<Uint8Array>, how: WriteHow): Promise<void>
  /** What lies at a path; undefined where there is neither a file nor a folder. */
  about(path: string): Promise<DiskFact | undefined>
  /** @throws NodeError `file_exists` where something is already, `file_missing` where the folder above is missing */
  makeFolder(path: string): Promise<void>
  /**
   * Takes away a file, or a folder with nothing in it.
   * @throws NodeError `file_missing` where there is none, `folder_full` where something is in the folder
   */
  remove(path: string): Promise<void>
}

export interface WriteHow {
  readonly append: boolean
  /** A file that is made becomes a program. */
  readonly executable?: boolean
}

export interface DiskFact {
  readonly kind: 'file' | 'folder'
  readonly bytes: number
  /** When it was written last, in milliseconds. */
  readonly changedAt: number
  readonly executable: boolean
}

export interface DiskEntry {
  readonly name: string
  readonly kind: 'file' | 'folder'
}

export interface StampedEntry extends DiskEntry {
  readonly bytes: number
  /** When it was written last, in milliseconds. */
  readonly changedAt: number
}

export interface Programs {
  /** Whether programs may be started, and whether lines of the system's shell may be run. */
  readonly open: 'no' | 'programs' | 'shell'
  run(call: ProgramCall): Promise<ProgramEnd>
}

export interface ProgramCall {
  /** The program and its arguments, or a line for the shell. */
  readonly command: readonly [program: string, ...args: string[]] | { readonly shell: string }
  readonly signal: AbortSignal
}

export interface ProgramEnd {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}
