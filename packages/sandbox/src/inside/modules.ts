/**
 * `require`. A listed module is a copy of its own: either one of the few written here, or the package's
 * text evaluated inside the isolate, anew for each call so that nothing stays in it.
 */
import { requireCall } from './active.ts'
import { askNow } from './ask.ts'
import { Buffer } from './buffer.ts'
import { cryptoClasses, cryptoModule } from './crypto.ts'
import { asRecord, isRecord } from './host.ts'
import { inspect } from './inspect.ts'
import { luxon, sharedPackages, withDates } from './packages.ts'
import { URL, URLSearchParams } from './web.ts'

const written: Readonly<Record<string, () => unknown>> = {
  crypto: () => cryptoModule,
  luxon: () => withDates(luxon),
  buffer: () => ({ Buffer }),
  url: () => ({ URL, URLSearchParams }),
  querystring: () => ({
    parse: (text: unknown) => Object.fromEntries(new URLSearchParams(text)),
    stringify: (record: unknown) => new URLSearchParams(record).toString(),
  }),
  util: () => ({
    inspect,
    format: (...values: unknown[]) => values.map((value) => inspect(value)).join(' '),
    promisify:
      (task: (...args: unknown[]) => unknown) =>
      (...args: unknown[]) =>
        new Promise((resolve, reject) =>
          task(...args, (error: unknown, value: unknown) => (error ? reject(error) : resolve(value))),
        ),
    types: { isDate: (value: unknown) => value instanceof Date, isRegExp: (value: unknown) => value instanceof RegExp },
  }),
}

let allowed: ReadonlySet<string> = new Set()

export function allowModules(names: readonly string[]) {
  allowed = new Set(names)
}

/** What all calls get the same of. */
export function sharedModules(): unknown[] {
  return [cryptoModule, cryptoClasses, URL, URLSearchParams, ...sharedPackages()]
}

export function requireModule(name: unknown): unknown {
  const wanted = String(name).replace(/^node:/, '')
  if (!allowed.has(wanted)) {
    throw Object.assign(new Error(`Cannot find module '${wanted}': it is not among the modules allowed in code.`), {
      code: 'MODULE_NOT_FOUND',
    })
  }
  const loaded = loadedModules()
  if (!loaded.has(wanted)) loaded.set(wanted, written[wanted]?.() ?? evaluatePackage(wanted))
  return loaded.get(wanted)
}

function loadedModules(): Map<string, unknown> {
  const { values } = requireCall()
  const held = values['%modules']
  if (held instanceof Map) return held
  const made = new Map<string, unknown>()
  values['%modules'] = made
  return made
}

/** A package is files by path with the paths each one requires; evaluated in order of need, as in Node. */
interface Package {
  readonly entry: string
  readonly files: Readonly<Record<string, { readonly source: string; readonly requires: Record<string, string> }>>
}

function evaluatePackage(name: string): unknown {
  const { entry, files } = readPackage(askNow('%library', name))
  const modules = new Map<string, { exports: unknown }>()
  const load = (path: string): unknown => {
    const known = modules.get(path)
    if (known) return known.exports
    const file = files[path]
    if (!file) throw new Error(`Cannot find module '${path}'`)
    const module = { exports: {} }
    modules.set(path, module)
    if (path.endsWith('.json')) module.exports = JSON.parse(file.source)
    else {
      const local = (wanted: string) => {
        const target = file.requires[wanted]
        return target === undefined ? requireModule(wanted) : load(target)
      }
      // oxlint-disable-next-line no-new-func -- this realm exists to run people's text
      new Function('module', 'exports', 'require', file.source).call(module.exports, module, module.exports, local)
    }
    return module.exports
  }
  return load(entry)
}

function readPackage(value: unknown): Package {
  const { entry, files } = asRecord(value)
  const read: Record<string, { source: string; requires: Record<string, string> }> = Object.create(null)
  for (const [path, file] of Object.entries(asRecord(files))) {
    const { source, requires } = asRecord(file)
    const targets = isRecord(requires) ? Object.entries(requires).map(([from, to]) => [from, String(to)]) : []
    read[path] = { source: String(source), requires: Object.fromEntries(targets) }
  }
  return { entry: String(entry), files: read }
}
