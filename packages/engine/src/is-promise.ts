/** Whether a value is still to come: what is there already is not awaited, which would cost a turn. */
export function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && 'then' in value
}
