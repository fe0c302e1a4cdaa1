/** What a conformance suite's runner takes and gives: `tests/conformance/<suite>/run.ts` exports `run: Suite`. */
export type Suite = (folder: string, options: SuiteOptions) => Promise<SuiteResult>

export interface SuiteOptions {
  /** Print the whole difference of a failing case, not one line. */
  readonly verbose?: boolean
  /** Only cases whose id, group or file name contains this text. */
  readonly only?: string
  /** Suite-specific switches, passed through from the command line (`--budget 1000`). */
  readonly extra?: Readonly<Record<string, string>>
}

export interface SuiteResult {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly failures: readonly Failure[]
  /** Passed, failed and skipped per file, for the summary. */
  readonly files?: Readonly<Record<string, readonly [passed: number, failed: number, skipped: number]>>
}

export interface Failure {
  readonly id: string
  /** One line that says what differs; several when verbose. */
  readonly difference: string
}
