/**
 * Makes one script of TypeScript modules: types stripped, each module in a function of its own, in order of
 * need. Our modules export functions, classes and constants and rename nothing, so this is all it takes.
 */
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, resolve } from 'node:path'

const importLine = /^import \{([^}]*)\} from '([^']+)'$/gm
const exportStart = /^export (async function|function|class|const|let) (\w+)/gm
const docComment = /^[ ]*\/\*\*[\s\S]*?\*\/\n/gm

/** The script, and the name in it that holds the entry's exports. */
export function bundle(entry: string): { readonly script: string; readonly main: string } {
  const placed = new Map<string, string>()
  const parts: string[] = []

  const place = (path: string): string => {
    const known = placed.get(path)
    if (known) return known
    const name = `$module${placed.size}`
    placed.set(path, name)
    const source = stripTypeScriptTypes(readFileSync(path, 'utf8')).replace(docComment, '')
    const exported: string[] = []
    const body = source
      .replace(importLine, (_, names: string, from: string) => {
        const used = names.split(',').flatMap((name) => name.trim() || [])
        if (used.length === 0) return ''
        const module = from.startsWith('.')
          ? place(resolve(dirname(path), from))
          : `process.getBuiltinModule(${JSON.stringify(from)})`
        return `const { ${used.join(', ')} } = ${module}`
      })
      .replace(exportStart, (_, kind: string, exportedName: string) => {
        exported.push(exportedName)
        return `${kind} ${exportedName}`
      })
    parts.push(`const ${name} = (() => {\n${body}\nreturn { ${exported.join(', ')} }\n})()`)
    return name
  }

  const main = place(entry)
  return { script: parts.join('\n'), main }
}
