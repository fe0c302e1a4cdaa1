/**
 * Destructuring, and what assignments write to.
 */
import type { ArrayPattern, ObjectPattern, Pattern } from 'acorn'
import { Raised, typeError } from '../run/raised.ts'
import { iterate } from '../run/iterate.ts'
import { get, getNamed, set } from '../run/property.ts'
import { ownEntries } from '../run/entries.ts'
import type { Frame } from '../values/callable.ts'
import { forbidden, isForbidden } from '../values/forbidden.ts'
import { ExpressionError } from '../error.ts'
import { UNSET, type Bind, type Compiler } from './compiler.ts'
import { refuse } from './refuse.ts'
import type { Names } from './scopes.ts'

export function compilePattern(c: Compiler, node: Pattern, names: Names, declares: boolean): Bind {
  switch (node.type) {
    case 'Identifier':
      return bindName(node.name, names, declares)
    case 'AssignmentPattern': {
      const inner = c.pattern(node.left, names, declares)
      const fallback = c.expression(node.right, names)
      return (f, value) => inner(f, value === undefined ? fallback(f) : value)
    }
    case 'ObjectPattern':
      return bindObject(c, node, names, declares)
    case 'ArrayPattern':
      return bindList(c, node, names, declares)
    case 'RestElement':
      return c.pattern(node.argument, names, declares)
    case 'MemberExpression': {
      const { object, property } = node
      const target = c.expression(object, names)
      if (!node.computed) {
        if (property.type !== 'Identifier') throw refuse(property, 'private names')
        const name = property.name
        if (isForbidden(name)) throw forbidden(name)
        return (f, value) => set(f.rt, target(f), name, value)
      }
      if (property.type === 'PrivateIdentifier') throw refuse(property, 'private names')
      const key = c.expression(property, names)
      return (f, value) => set(f.rt, target(f), key(f), value)
    }
    default:
      throw refuse(node, `an assignment to ${String((node as { type: string }).type)}`)
  }
}

function bindName(name: string, names: Names, declares: boolean): Bind {
  const place = names.find(name)
  if (place === undefined) {
    if (name.startsWith('__')) throw forbidden(name)
    return (f, value) => {
      f.rt.globals ??= new Map()
      f.rt.allocate(32)
      f.rt.globals.set(name, value)
    }
  }
  const { slot, constant, checked } = place.binding
  const { hops } = place
  if (declares) {
    if (hops === 0) return (f, value) => void (f.vars[slot] = value)
    return (f, value) => void (frameAt(f, hops).vars[slot] = value)
  }
  return (f, value) => {
    const frame = frameAt(f, hops)
    if (checked && frame.vars[slot] === UNSET) {
      throw Raised.error('ReferenceError', `Cannot access '${name}' before initialization`)
    }
    if (constant) throw typeError('Assignment to constant variable.')
    frame.vars[slot] = value
  }
}

/** The frame that many steps out. */
export function frameAt(frame: Frame, hops: number): Frame {
  let at = frame
  for (let i = 0; i < hops; i++) at = at.up as Frame
  return at
}

interface Part {
  readonly key: (f: Frame) => unknown
  readonly fixed: string | null
  readonly bind: Bind
}

function bindObject(c: Compiler, node: ObjectPattern, names: Names, declares: boolean): Bind {
  const parts: Part[] = []
  let rest: Bind | null = null
  for (const property of node.properties) {
    if (property.type === 'RestElement') {
      rest = c.pattern(property.argument, names, declares)
      continue
    }
    const bind = c.pattern(property.value, names, declares)
    if (!property.computed) {
      const name = fixedKey(property.key)
      if (isForbidden(name)) {
        const error = forbidden(name)
        throw new ExpressionError('security', error.message, {
          class: 'ExpressionDestructuringError',
          range: { start: property.start, end: property.end },
        })
      }
      parts.push({ key: () => name, fixed: name, bind })
    } else parts.push({ key: c.expression(property.key, names), fixed: null, bind })
  }
  return (f, value) => {
    if (value === null || value === undefined) throw typeError(`Cannot destructure '${String(value)}'`)
    const taken = new Set<unknown>()
    for (const part of parts) {
      const key = part.fixed ?? part.key(f)
      if (rest !== null) taken.add(String(key))
      part.bind(f, part.fixed === null ? get(f.rt, value, key) : getNamed(f.rt, value, part.fixed))
    }
    if (rest !== null) rest(f, without(f, value, taken))
  }
}

function fixedKey(key: { readonly type: string }): string {
  if (key.type === 'Identifier') return (key as { type: string; name: string }).name
  return String((key as { type: string; value: unknown }).value)
}

function without(f: Frame, value: unknown, taken: ReadonlySet<unknown>): unknown {
  const left = ownEntries(f.rt, value).filter(([key]) => !taken.has(key))
  f.rt.allocate(left.length * 32)
  return Object.fromEntries(left)
}

function bindList(c: Compiler, node: ArrayPattern, names: Names, declares: boolean): Bind {
  const parts = node.elements.map((element) =>
    element === null ? null : { rest: element.type === 'RestElement', bind: c.pattern(element, names, declares) },
  )
  return (f, value) => {
    const values: unknown[] = []
    const all = parts.some((part) => part?.rest === true)
    for (const element of iterate(f.rt, value)) {
      if (!all && values.length >= parts.length) break
      values.push(element)
    }
    parts.forEach((part, i) => {
      if (part !== null) part.bind(f, part.rest ? values.slice(i) : values[i])
    })
  }
}
