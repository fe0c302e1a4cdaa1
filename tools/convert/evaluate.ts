import { compileFunction } from 'node:vm'
import * as m from '@millrace/sdk'

/**
 * The node type that a written definition defines. The text has one import (our builders) and one export; it
 * is run as it is, since the converter writes no types.
 */
export function evaluate(text: string): m.NodeType {
  const body = text.replace(/^import .*$/m, '').replace(/^export const \w+ = /m, 'return ')
  const found: unknown = compileFunction(body, ['m'])(m)
  if (!isNodeType(found)) throw new TypeError('The text defines no node.')
  return found
}

function isNodeType(value: unknown): value is m.NodeType {
  return typeof value === 'object' && value !== null && 'description' in value && 'effect' in value
}
