/**
 * Generic steps over a syntax tree.
 */
import type { AnyNode } from 'acorn'

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

/** The direct children of a node, in source order. */
export function* children(node: AnyNode): Generator<AnyNode> {
  for (const value of Object.values(node) as unknown[]) {
    if (isNode(value)) yield value
    else if (Array.isArray(value)) for (const element of value) if (isNode(element)) yield element
  }
}

/** Walks a tree without recursion. `visit` answers false to skip what is below a node. */
export function walk(root: AnyNode, visit: (node: AnyNode) => boolean | void): void {
  const stack: AnyNode[] = [root]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (visit(node) === false) continue
    const below = [...children(node)]
    for (let i = below.length - 1; i >= 0; i--) {
      const child = below[i]
      if (child !== undefined) stack.push(child)
    }
  }
}

function isFunctionNode(node: AnyNode): boolean {
  return (
    node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression' || node.type === 'FunctionDeclaration'
  )
}

/** True when the tree holds a function, or fields of a class, that could keep variables. */
export function holdsFunction(root: AnyNode): boolean {
  let found = false
  walk(root, (node) => {
    if (isFunctionNode(node) || node.type === 'ClassExpression' || node.type === 'ClassDeclaration') found = true
    return !found
  })
  return found
}

/** Names that a function body declares for itself: by `var`, and by functions inside of blocks. */
export function hoistedVars(root: AnyNode): string[] {
  const names: string[] = []
  walk(root, (node) => {
    if (node !== root && node.type === 'FunctionDeclaration' && node.id !== null) names.push(node.id.name)
    if (node !== root && isFunctionNode(node)) return false
    if (node.type === 'VariableDeclaration' && node.kind === 'var') {
      for (const declaration of node.declarations) names.push(...patternNames(declaration.id))
    }
    return true
  })
  return names
}

/** The names that a pattern binds. */
export function patternNames(pattern: AnyNode): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name]
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        patternNames(property.type === 'RestElement' ? property.argument : property.value),
      )
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : patternNames(element)))
    case 'AssignmentPattern':
      return patternNames(pattern.left)
    case 'RestElement':
      return patternNames(pattern.argument)
    default:
      return []
  }
}
