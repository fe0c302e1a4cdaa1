/**
 * Finds what listens at a method and path. Fixed paths are one look-up; paths with `:name` segments are tried by
 * their number of segments, those with more fixed segments first. Upper and lower case differ; a trailing slash
 * does not matter, a doubled leading one does.
 */
export interface HookMatch<T> {
  readonly kind: 'found'
  readonly value: T
  readonly params: Readonly<Record<string, string>>
}

export type HookLookup<T> =
  | HookMatch<T>
  /** Something listens here, but for other methods. */
  | { readonly kind: 'method'; readonly methods: readonly string[] }
  | { readonly kind: 'none' }

interface Pattern<T> {
  readonly segments: readonly string[]
  readonly fixed: number
  readonly methods: Map<string, T>
}

const noParams: Readonly<Record<string, string>> = Object.freeze({})

export class HookRouter<T> {
  readonly #fixed = new Map<string, Map<string, T>>()
  readonly #patterns = new Map<number, Pattern<T>[]>()

  /** Listens at `path` (no leading slash) for `method`; what listened there before is replaced. */
  set(method: string, path: string, value: T): void {
    this.#methodsAt(path).set(method, value)
  }

  find(method: string, path: string): HookLookup<T> {
    const trimmed = path.endsWith('/') ? path.slice(0, -1) : path
    const methods = this.#fixed.get(trimmed)
    const value = methods?.get(method)
    if (value !== undefined) return { kind: 'found', value, params: noParams }
    const decoded = trimmed.includes('%') ? decode(trimmed) : undefined
    if (decoded !== undefined && decoded !== trimmed) {
      const same = this.#fixed.get(decoded)?.get(method)
      if (same !== undefined) return { kind: 'found', value: same, params: noParams }
    }
    return this.#findPattern(method, trimmed, methods)
  }

  #findPattern(method: string, path: string, elsewhere: ReadonlyMap<string, T> | undefined): HookLookup<T> {
    const segments = path.split('/')
    let other = elsewhere
    for (const pattern of this.#patterns.get(segments.length) ?? []) {
      if (!fits(pattern.segments, segments)) continue
      const value = pattern.methods.get(method)
      if (value !== undefined) return { kind: 'found', value, params: paramsOf(pattern.segments, segments) }
      other ??= pattern.methods
    }
    return other === undefined ? { kind: 'none' } : { kind: 'method', methods: [...other.keys()] }
  }

  #methodsAt(path: string): Map<string, T> {
    if (!path.includes(':')) {
      const methods = this.#fixed.get(path) ?? new Map<string, T>()
      this.#fixed.set(path, methods)
      return methods
    }
    const segments = path.split('/')
    const same = this.#patterns.get(segments.length) ?? []
    const known = same.find((pattern) => pattern.segments.join('/') === path)
    if (known) return known.methods
    const fixed = segments.filter((segment) => !segment.startsWith(':')).length
    const pattern = { segments, fixed, methods: new Map<string, T>() }
    this.#patterns.set(
      segments.length,
      [...same, pattern].toSorted((a, b) => b.fixed - a.fixed),
    )
    return pattern.methods
  }
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  return pattern.every((segment, i) => (segment.startsWith(':') ? segments[i] !== '' : segment === segments[i]))
}

function paramsOf(pattern: readonly string[], segments: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pattern.flatMap((segment, i) =>
      segment.startsWith(':') ? [[segment.slice(1), decode(segments[i] ?? '') ?? segments[i] ?? '']] : [],
    ),
  )
}

/** Undefined where the escapes are damaged: such a path is taken as it stands. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
