import type { NodeId } from './document.ts'

export type Path = readonly (string | number)[]

/** What is odd about a document, as data: it is shown while people type and never thrown at them. */
export interface Diagnostic {
  readonly code: DiagnosticCode
  /** `error`: this will not run. `warning`: it runs, but perhaps not as meant. `info`: good to know. */
  readonly severity: 'error' | 'warning' | 'info'
  /** What is the matter and what to do, in one or two sentences. */
  readonly message: string
  readonly where: Place
}

export interface Place {
  readonly node?: NodeId
  /** Where in the document (no node given) or in the node: `['parameters', 'url']`. */
  readonly path?: Path
  /** The range of characters in the text at `path`, for expressions. */
  readonly range?: readonly [from: number, to: number]
}

/** Every kind of diagnostic, with its severity. Codes are stable: reports count by them. */
export const severities = {
  'document.not-json': 'error',
  'document.not-workflow': 'error',
  'document.too-large': 'error',
  'document.too-deep': 'error',
  'document.too-many-nodes': 'error',
  'document.several': 'info',
  'document.missing-nodes': 'warning',
  'document.wrong-type': 'warning',
  'settings.no-execution-order': 'info',
  'settings.wrong-type': 'warning',
  'node.not-object': 'warning',
  'node.missing-id': 'info',
  'node.duplicate-id': 'warning',
  'node.missing-name': 'warning',
  'node.duplicate-name': 'warning',
  'node.missing-type': 'error',
  'node.missing-version': 'info',
  'node.missing-position': 'info',
  'node.wrong-type': 'warning',
  'node.unknown-type': 'error',
  'node.unknown-version': 'warning',
  'node.unknown-operation': 'error',
  'node.unknown-choice': 'warning',
  'node.missing-parameter': 'error',
  'node.missing-credential': 'error',
  'node.unreachable': 'info',
  'connection.dangling': 'warning',
  'connection.malformed': 'warning',
  'connection.duplicate': 'warning',
  'connection.no-port': 'warning',
  'connection.attachment-cycle': 'error',
  'connection.endless-loop': 'info',
  'pin-data.dangling': 'info',
  'pin-data.wrong-type': 'warning',
  'workflow.no-trigger': 'warning',
  'expression.syntax': 'error',
  'expression.unknown-node': 'warning',
} as const satisfies Readonly<Record<string, Diagnostic['severity']>>

export type DiagnosticCode = keyof typeof severities

/** Makes a diagnostic; its severity is its code's. */
export function diagnostic(code: DiagnosticCode, message: string, where: Place = {}): Diagnostic {
  return { code, severity: severities[code], message, where }
}
