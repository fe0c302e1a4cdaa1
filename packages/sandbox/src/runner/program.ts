/**
 * Makes one script of the modules in `inside/`: types stripped, each module in a function of its own, in
 * order of need. They import nothing but each other, so this is all the bundling they take.
 */
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, resolve } from 'node:path'

const importLine = /^import \{([^}]*)\} from '(\.[^']+)'$/gm
const exportStart = /^export (async function|function|class|const|let) (\w+)/gm

/** The files the program is made of besides `inside/`. */
export interface ProgramParts {
  readonly luxon: string
  readonly jmespath: string
}

/** What runs in an isolate before anything else: the packages everyone has, then the program of `inside/`. */
export function isolateProgram({ luxon, jmespath }: ProgramParts): string {
  return [
    asGlobal('luxon', readFileSync(luxon, 'utf8')),
    asGlobal('jmespath', readFileSync(jmespath, 'utf8')),
    bundle(resolve(import.meta.dirname, '../inside/main.ts')),
  ].join(';\n')
}

/** A script that declares a variable, as a global that can be taken away again. */
function asGlobal(name: string, source: string): string {
  return `globalThis.${name} = (() => {\n${source}\nreturn ${name}\n})()`
}

/** The entry's exports become `globalThis.$millrace`. */
export function bundle(entry: string): string {
  const placed = new Map<string, string>()
  const parts: string[] = []

  const place = (path: string): string => {
    const known = placed.get(path)
    if (known) return known
    const name = `$module${placed.size}`
    placed.set(path, name)
    const source = stripTypeScriptTypes(readFileSync(path, 'utf8'))
    const exported: string[] = []
    const body = source
      .replace(importLine, (_, names: string, from: string) => {
        const used = names
          .split(',')
          .map((used) => used.trim())
          .filter(Boolean)
        return used.length === 0 ? '' : `const { ${used.join(', ')} } = ${place(resolve(dirname(path), from))}`
      })
      .replace(exportStart, (_, kind: string, exportedName: string) => {
        exported.push(exportedName)
        return `${kind} ${exportedName}`
      })
    parts.push(`const ${name} = (() => {\n${body}\nreturn { ${exported.join(', ')} }\n})()`)
    return name
  }

  const main = place(entry)
  return `(() => {\n'use strict'\n${parts.join('\n')}\nglobalThis.$millrace = ${main}\n})()`
}
