/**
 * Classes: fields, and a parent. A class is a value of ours that `new` can be used on; there is no prototype behind it.
 *
 * Methods, accessors, private names and `super` are refused, as n8n refuses them.
 */
import type { AnyNode, Class, PropertyDefinition } from 'acorn'
import { toKey } from '../run/convert.ts'
import { constructValue } from '../run/invoke.ts'
import { set } from '../run/property.ts'
import { typeError } from '../run/raised.ts'
import type { Runtime } from '../run/runtime.ts'
import { Frame, Native, type Run } from '../values/callable.ts'
import { forbidden, isForbidden } from '../values/forbidden.ts'
import type { PlainObject } from '../values/plain.ts'
import type { Compiler } from './compiler.ts'
import { refuse } from './refuse.ts'
import type { Names } from './scopes.ts'

interface Field {
  readonly key: Run
  readonly value: Run
}

/** A class as a value. A named class expression sees itself under its name. */
export function compileClass(c: Compiler, node: Class, outer: Names): Run {
  const own = node.type === 'ClassExpression' && node.id ? { name: node.id.name, names: outer.block(true) } : null
  const names = own?.names ?? outer
  const slot = own?.names.declare(own.name, 'param').slot
  const parent = node.superClass ? c.expression(node.superClass, names) : null
  const fields: Field[] = []
  const statics: Field[] = []
  for (const member of node.body.body) {
    if (member.type !== 'PropertyDefinition') throw refuse(member, 'methods in classes')
    ;(member.static ? statics : fields).push(field(c, member, names))
  }
  const name = node.id?.name ?? ''
  return (f) => {
    const inner = slot === undefined ? f : new Frame(f.rt, f, [], f.self)
    const made = define(inner, name, parent?.(inner), parent !== null, fields, statics)
    if (slot !== undefined) inner.vars[slot] = made
    return made
  }
}

function field(c: Compiler, node: PropertyDefinition, names: Names): Field {
  if (node.key.type === 'PrivateIdentifier') throw refuse(node.key, 'private names')
  // A value is made in a frame of its own, in which `this` is the object.
  const value = node.value ? c.expression(node.value, names.block(true)) : () => undefined
  if (node.computed) return { key: c.expression(node.key, names), value }
  const name = fixedName(node.key)
  if (isForbidden(name)) throw forbidden(name)
  return { key: () => name, value }
}

function fixedName(key: AnyNode): string {
  if (key.type === 'Identifier') return key.name
  return key.type === 'Literal' ? String(key.value) : ''
}

function define(
  frame: Frame,
  name: string,
  parent: unknown,
  derived: boolean,
  fields: readonly Field[],
  statics: readonly Field[],
): Native {
  const instances = new WeakSet<object>()
  const members = new Map<string, unknown>()
  // The keys of fields are evaluated once, with the class.
  const keyed = fields.map(({ key, value }) => ({ key: checkedKey(frame.rt, key(frame)), value }))
  const construct = (rt: Runtime, args: readonly unknown[]): unknown => {
    rt.enter()
    const made = derived ? constructValue(rt, parent, args) : plainObject(rt)
    if (typeof made !== 'object' || made === null) throw typeError('The parent class made no object')
    const self = new Frame(rt, frame, [], made)
    for (const { key, value } of keyed) set(rt, made, key, value(self))
    instances.add(made)
    rt.leave()
    return made
  }
  const type = new Native(name, {
    call: () => {
      throw typeError(`Class constructor ${name} cannot be invoked without 'new'`)
    },
    construct,
    statics: members,
    owns: (value) => typeof value === 'object' && value !== null && instances.has(value),
  })
  for (const { key, value } of statics) {
    const name = checkedKey(frame.rt, key(frame))
    if (typeof name === 'string') members.set(name, value(new Frame(frame.rt, frame, [], type)))
  }
  return type
}

function plainObject(rt: Runtime): PlainObject {
  rt.allocate(64)
  return {}
}

function checkedKey(rt: Runtime, key: unknown): string | symbol {
  const name = toKey(rt, key)
  if (typeof name === 'string' && isForbidden(name)) throw forbidden(name)
  return name
}
