/** Reads the arguments of what a runner asks. It is our own process: they are checked in form. */
import { EngineError } from '../error.ts'
import { isJsonObject } from '@millrace/sdk'

export function malformed(): EngineError {
  return new EngineError('protocol', 'A runner asked in a form that is not the protocol’s.')
}

export function text(value: unknown): string {
  if (typeof value !== 'string') throw malformed()
  return value
}

export function flag(value: unknown): boolean {
  if (typeof value !== 'boolean') throw malformed()
  return value
}

export function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw malformed()
  return value
}

export function texts(value: unknown): readonly string[] {
  return list(value).map(text)
}

export function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}

export function record(value: unknown): Readonly<Record<string, unknown>> {
  if (!isJsonObject(value)) throw malformed()
  return value
}

export function field(value: unknown, name: string): string {
  return text(record(value)[name])
}
