export type EditErrorCode =
  | 'edit.no-node'
  | 'edit.node-exists'
  | 'edit.name-taken'
  | 'edit.no-name'
  | 'edit.no-edge'
  | 'edit.edge-exists'
  | 'edit.bad-port'
  | 'edit.bad-path'

/** An operation that the document does not allow, for example because somebody else changed it meanwhile. */
export class EditError extends Error {
  readonly code: EditErrorCode

  constructor(code: EditErrorCode, message: string) {
    super(message)
    this.name = 'EditError'
    this.code = code
  }
}
