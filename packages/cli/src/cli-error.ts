/** Something the person at the keyboard can mend: printed as one sentence, without a stack. */
export class CliError extends Error {
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CliError'
    this.code = code
  }
}
