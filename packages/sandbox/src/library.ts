/**
 * A package as text, for `require` inside an isolate: its CommonJS files from the entry on, and for each
 * which file every `require` in it means. Read from where this package finds it; nothing is evaluated here.
 */
import { readFileSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { dirname, resolve } from 'node:path'

interface LibraryFile {
  readonly source: string
  readonly requires: Readonly<Record<string, string>>
}

/** Packages whose usual entry reaches for the network or files; these parts of them do not. */
const entries: Readonly<Record<string, string>> = { cheerio: 'dist/commonjs/load-parse.js' }

const texts = new Map<string, string>()
const maximumFiles = 500

/** JSON of `{ entry, files }` for the package named in the JSON list of arguments. */
export function libraryText(args: string, allowed: readonly string[]): string {
  const list: unknown = JSON.parse(args)
  const name: unknown = Array.isArray(list) ? list[0] : undefined
  if (typeof name !== 'string' || !allowed.includes(name)) {
    throw new Error(`Cannot find module '${String(name)}': it is not among the modules allowed in code.`)
  }
  let text = texts.get(name)
  if (text === undefined) texts.set(name, (text = JSON.stringify(readLibrary(name))))
  return text
}

function readLibrary(name: string): { readonly entry: string; readonly files: Readonly<Record<string, LibraryFile>> } {
  const require = createRequire(import.meta.url)
  const entry = findEntry(require, name)
  const files: Record<string, LibraryFile> = {}
  const queue = [entry]
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (files[path]) continue
    if (Object.keys(files).length >= maximumFiles) throw new Error(`The module ${name} is too large for code.`)
    const source = readFileSync(path, 'utf8')
    const requires = path.endsWith('.json') ? {} : resolveRequires(source, path)
    files[path] = { source, requires }
    queue.push(...Object.values(requires))
  }
  return shortened(entry, files)
}

function findEntry(require: NodeJS.Require, name: string): string {
  const part = entries[name]
  try {
    return part === undefined ? require.resolve(name) : resolve(dirname(require.resolve(`${name}/package.json`)), part)
  } catch (error) {
    throw new Error(`Cannot find module '${name}': it is not installed beside the server.`, { cause: error })
  }
}

/** What only the system has (`fs`, `stream`, …) stays unresolved, and fails when it is really asked for. */
function resolveRequires(source: string, path: string): Record<string, string> {
  const found: Record<string, string> = {}
  const { resolve } = createRequire(path)
  for (const [, wanted = ''] of source.matchAll(/\brequire\(\s*['"]([^'"]+)['"]\s*\)/g)) {
    if (!isBuiltin(wanted)) found[wanted] = resolve(wanted)
  }
  return found
}

/** Paths of this machine are nobody's business inside: files get numbers. */
function shortened(entry: string, files: Readonly<Record<string, LibraryFile>>) {
  const names = new Map(
    Object.keys(files).map((path, index) => [path, `${index}${path.endsWith('.json') ? '.json' : '.js'}`]),
  )
  const nameOf = (path: string) => names.get(path) ?? path
  const renamed = Object.entries(files).map(([path, { source, requires }]) => {
    const targets = Object.entries(requires).map(([wanted, target]) => [wanted, nameOf(target)])
    return [nameOf(path), { source, requires: Object.fromEntries(targets) }]
  })
  return { entry: nameOf(entry), files: Object.fromEntries(renamed) }
}
