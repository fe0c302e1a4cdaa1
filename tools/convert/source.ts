/**
 * Source text under construction. A piece with a `hint` may be written once and named: what occurs more
 * than once, and is long enough that a name says it better, becomes a constant above its first use.
 */
export interface Source {
  readonly parts: readonly (string | Source)[]
  readonly text: string
  /** What to call it, if it is shared. */
  readonly hint?: string
  /** The key it stands behind: `key: value`, or `key` alone where both are the same. */
  readonly key?: string
}

/** Text with pieces in it. */
export function source(texts: TemplateStringsArray, ...values: readonly (string | Source)[]): Source {
  return joinSources(texts.flatMap((text, i) => [...(i > 0 ? [values[i - 1] ?? ''] : []), text]))
}

export function joinSources(parts: readonly (string | Source)[], about: { readonly hint?: string } = {}): Source {
  return { parts, text: parts.map((one) => (typeof one === 'string' ? one : shown(one, one.text))).join(''), ...about }
}

/** Pieces separated by commas. */
export function listOf(pieces: readonly (string | Source)[]): Source {
  return joinSources(pieces.flatMap((one, i) => (i === 0 ? [one] : [', ', one])))
}

/** A piece that may be written once and named; one that may already keeps its hint. */
export function shareable(hint: string, piece: Source): Source {
  return piece.hint === undefined ? { parts: [piece], text: piece.text, hint } : piece
}

export function entry(key: string, value: string | Source): Source {
  const text = typeof value === 'string' ? value : value.text
  return { parts: [value], text, key }
}

/** `{ a: …, b: … }`. */
export function record(entries: readonly Source[]): Source {
  return entries.length === 0 ? source`{}` : source`{ ${listOf(entries)} }`
}

/** A value as a literal; quotes and keys are left to the formatter. */
export function literal(value: unknown): string {
  return JSON.stringify(value)
}

export interface Shared {
  readonly constants: readonly { readonly name: string; readonly text: string }[]
  readonly texts: readonly string[]
}

/** The texts of pieces, and the constants they refer to in the order of their definition. */
export function share(pieces: readonly Source[], taken: Iterable<string> = []): Shared {
  const times = count(pieces)
  const names = new Map<string, string>()
  const used = new Set(taken)
  const constants: { name: string; text: string }[] = []
  const write = (piece: string | Source): string => {
    if (typeof piece === 'string') return piece
    const { hint } = piece
    if (hint === undefined || !isWorthAName(piece.text.length, hint.length, times.get(piece.text) ?? 1)) {
      return shown(piece, piece.parts.map(write).join(''))
    }
    const known = names.get(piece.text)
    if (known !== undefined) return known
    const text = piece.parts.map(write).join('')
    const name = freeName(hint, used)
    names.set(piece.text, name)
    constants.push({ name, text })
    return name
  }
  const texts = pieces.map(write)
  return { constants, texts }
}

function shown({ key }: Source, text: string): string {
  if (key === undefined) return text
  return key === text ? key : `${isName(key) ? key : literal(key)}: ${text}`
}

/** How often each shareable piece occurs, those inside a repeated one counted once. */
function count(pieces: readonly Source[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>()
  const visit = (piece: string | Source): void => {
    if (typeof piece === 'string') return
    if (piece.hint !== undefined) {
      const before = times.get(piece.text) ?? 0
      times.set(piece.text, before + 1)
      if (before > 0) return
    }
    for (const part of piece.parts) visit(part)
  }
  for (const piece of pieces) visit(piece)
  return times
}

function isWorthAName(length: number, name: number, times: number): boolean {
  return times > 1 && (length - name) * (times - 1) > 60
}

/** A name that nothing else has: as hinted, or numbered. */
export function freeName(hint: string, used: Set<string>): string {
  const plain = isName(hint) ? hint : `_${hint.replaceAll(/\W/g, '')}`
  const base = reserved.has(plain) ? `${plain}Input` : plain
  let name = base
  for (let n = 2; used.has(name); n++) name = `${base}${n}`
  used.add(name)
  return name
}

function isName(text: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(text)
}

const reserved = new Set(
  (
    'await break case catch class const continue debugger default delete do else enum export extends false finally for ' +
    'function if import in instanceof new null return super switch this throw true try typeof var void while with ' +
    'yield let static implements interface package private protected public arguments eval undefined m'
  ).split(' '),
)
