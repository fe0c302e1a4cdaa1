import { ApiError } from '@millrace/api'

/** What went wrong and, where the server knows it, what to do about it. */
export function errorText(error: unknown): string {
  if (error instanceof ApiError && error.problem.hint !== undefined) return `${error.message} ${error.problem.hint}`
  return error instanceof Error ? error.message : String(error)
}
