/** Reading and writing inside a node's parameters by path. */
import type { Json, JsonObject } from '@millrace/sdk'
import type { Path } from '../diagnostic.ts'
import { isJsonList, isJsonObject, own, withKey } from '../json.ts'
import { EditError } from './edit-error.ts'

/** The value at a path, undefined where there is none. */
export function parameterAt(parameters: JsonObject, path: Path): Json | undefined {
  let value: Json | undefined = parameters
  for (const step of path) value = childOf(value, step)
  return value
}

/** The parameters with the value at a path set, or taken out when undefined. */
export function withParameter(parameters: JsonObject, path: Path, value: Json | undefined): JsonObject {
  const changed = withChild(parameters, path, value, path)
  if (!isJsonObject(changed)) throw new EditError('edit.bad-path', 'Parameters must stay an object.')
  return changed
}

/**
 * The place and value that take `withParameter` back: where the first missing part of the path begins, or
 * the whole list where an entry is taken out of it.
 */
export function parameterBefore(
  parameters: JsonObject,
  path: Path,
  value: Json | undefined,
): { readonly path: Path; readonly value: Json | undefined } {
  for (let length = 1; length < path.length; length += 1) {
    const prefix = path.slice(0, length)
    if (parameterAt(parameters, prefix) === undefined) return { path: prefix, value: undefined }
  }
  const before = parameterAt(parameters, path)
  const list = parameterAt(parameters, path.slice(0, -1))
  if (isJsonList(list) && value === undefined && before !== undefined) return { path: path.slice(0, -1), value: list }
  return { path, value: before }
}

function childOf(value: Json | undefined, step: string | number): Json | undefined {
  if (isJsonList(value)) return typeof step === 'number' ? value[step] : undefined
  return isJsonObject(value) && typeof step === 'string' ? own(value, step) : undefined
}

function withChild(container: Json | undefined, path: Path, value: Json | undefined, whole: Path): Json | undefined {
  const [step, ...rest] = path
  if (step === undefined) return value
  if (container === undefined && value === undefined) return undefined
  const child = withChild(childOf(container, step), rest, value, whole)
  if (typeof step === 'string') {
    if (container !== undefined && !isJsonObject(container)) throw badPath(whole)
    return withKey(container ?? {}, step, child)
  }
  if (container !== undefined && !isJsonList(container)) throw badPath(whole)
  const list = container ?? []
  if (!Number.isInteger(step) || step < 0 || step > list.length) throw badPath(whole)
  return child === undefined ? list.toSpliced(step, 1) : list.toSpliced(step, 1, child)
}

function badPath(path: Path): EditError {
  return new EditError('edit.bad-path', `There is no place “${path.join('.')}” in these parameters.`)
}
