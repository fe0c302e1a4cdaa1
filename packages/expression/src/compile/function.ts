/**
 * Functions: parameters, hoisted names, body.
 */
import type { FunctionCode, Run } from '../values/callable.ts'
import type { Compiler, FunctionNode } from './compiler.ts'
import { refuse } from './refuse.ts'
import { Names } from './scopes.ts'
import { hoistedVars, patternNames } from './walk.ts'

export function compileFunction(c: Compiler, node: FunctionNode, outer: Names, arrow: boolean): FunctionCode {
  if (node.async) throw refuse(node, 'async functions')
  const names = Names.ofFunction(outer, node.generator)
  const simple = node.params.every((param) => param.type === 'Identifier')
  for (const param of node.params) for (const name of patternNames(param)) names.declare(name, 'param')
  if (node.body.type === 'BlockStatement') for (const name of hoistedVars(node.body)) names.declare(name, 'var')

  const binders = simple
    ? null
    : node.params.map((param, i) => ({ rest: param.type === 'RestElement', i, bind: c.pattern(param, names, true) }))
  const run = body(c, node, names)
  const distinct = simple && new Set(node.params.flatMap(patternNames)).size === node.params.length
  return {
    name: node.id?.name ?? '',
    arrow,
    slots: names.layout.slots,
    simple: distinct,
    params: node.params.length,
    generator: node.generator,
    bind:
      binders === null
        ? distinct
          ? null
          : (f, args) => node.params.forEach((param, i) => c.pattern(param, names, true)(f, args[i]))
        : (f, args) => {
            for (const { rest, i, bind } of binders) bind(f, rest ? args.slice(i) : args[i])
          },
    run,
    source: c.source(node),
  }
}

function body(c: Compiler, node: FunctionNode, names: Names): Run {
  if (node.body.type !== 'BlockStatement') return c.expression(node.body, names)
  const run = c.body(node.body.body, names)
  return (f) => {
    run(f)
    return f.result
  }
}
