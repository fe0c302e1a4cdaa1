import type { Json } from '@millrace/sdk'
import { type Diagnostic, diagnostic } from '../diagnostic.ts'

/** How much of a stranger's document is read. Generous: the largest known workflows are a hundredth of it. */
export interface Limits {
  /** Characters of a document's text, or of all its texts together. */
  readonly characters: number
  /** Objects and lists inside each other. */
  readonly depth: number
  /** Values of any kind; a list counts its places too. */
  readonly values: number
  readonly nodes: number
}

export const defaultLimits: Limits = { characters: 64_000_000, depth: 256, values: 5_000_000, nodes: 100_000 }

/**
 * Reads a document: a text is parsed, anything else is copied into plain JSON, so that no getter, class or
 * later change of the caller's reaches us. Never throws; undefined when there is nothing to go on with.
 */
export function readJson(input: unknown, limits: Limits, report: (found: Diagnostic) => void): Json | undefined {
  if (typeof input === 'string' && input.length > limits.characters) {
    const size = `The document has ${input.length} characters; at most ${limits.characters} are read.`
    report(diagnostic('document.too-large', size))
    return undefined
  }
  try {
    const value: unknown = typeof input === 'string' ? JSON.parse(unwrapText(input)) : input
    return typeof input === 'string' && isWithin(value, limits) ? value : copyJson(value, limits, report)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    report(
      diagnostic('document.not-json', `This is not JSON (${reason}). Paste or choose a workflow exported as JSON.`),
    )
    return undefined
  }
}

/** Drops a byte order mark and the code fence that chat programs put around JSON. */
function unwrapText(text: string): string {
  const fenced = /^\s*```[a-z]*\r?\n([\s\S]*?)\r?\n```\s*$/iu.exec(text)
  return (fenced?.[1] ?? text).replace(/^\uFEFF/u, '')
}

/** Whether a value that came from `JSON.parse` may be taken as it is; most may, and need no copy. */
function isWithin(parsed: unknown, limits: Limits): parsed is Json {
  let values = 0
  const fits = (value: unknown, depth: number): boolean => {
    values += 1
    if (values > limits.values) return false
    if (typeof value === 'number') return Number.isFinite(value)
    if (typeof value !== 'object' || value === null) return true
    if (depth >= limits.depth) return false
    const inside: readonly unknown[] = Array.isArray(value) ? value : Object.values(value)
    return inside.every((entry) => fits(entry, depth + 1))
  }
  return fits(parsed, 0)
}

function copyJson(input: unknown, limits: Limits, report: (found: Diagnostic) => void): Json | undefined {
  let values = 0
  let characters = 0
  let tooDeep = false
  const tooMuch = () => values > limits.values || characters > limits.characters

  function copy(value: unknown, depth: number): Json | undefined {
    values += 1
    if (typeof value === 'string') characters += value.length
    if (tooMuch()) return undefined
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
    if (typeof value === 'number') return Number.isFinite(value) ? value : null
    if (typeof value !== 'object') return undefined
    if (depth >= limits.depth) {
      tooDeep = true
      return null
    }
    if (Array.isArray(value)) values += value.length
    if (tooMuch()) return undefined
    if (Array.isArray(value)) return value.map((entry) => copy(entry, depth + 1) ?? null)
    const entries: [string, Json][] = []
    for (const key of Object.keys(value)) {
      const inner = copy(readKey(value, key), depth + 1)
      if (inner !== undefined) entries.push([key, inner])
    }
    return Object.fromEntries(entries)
  }

  const result = copy(input, 0)
  if (tooMuch()) {
    const limit = values > limits.values ? `${limits.values} values` : `${limits.characters} characters`
    report(diagnostic('document.too-large', `The document has more than ${limit} and was not read.`))
    return undefined
  }
  if (tooDeep) {
    report(
      diagnostic(
        'document.too-deep',
        `Parts of the document are nested more than ${limits.depth} levels deep; they were cut off there.`,
      ),
    )
  }
  return result
}

/** A caller's object may have a getter that throws; its value then counts as missing. */
function readKey(value: object, key: string): unknown {
  try {
    const read: unknown = Reflect.get(value, key)
    return read
  } catch {
    return undefined
  }
}
