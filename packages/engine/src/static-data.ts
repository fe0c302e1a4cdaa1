/** A workflow's static data as one execution sees it: its own copy, and whether that was changed. */
import type { Json, JsonObject } from '@millrace/sdk'

type Scope = Record<string, Json | undefined>

export class StaticData {
  private readonly stored: JsonObject
  private scopes: Map<string, { readonly data: Scope; before: string }> | undefined
  private written: JsonObject | undefined

  constructor(stored: JsonObject) {
    this.stored = stored
  }

  /** The data of a scope (`global`, `node:<name>`); changes to it are the workflow's. */
  of(scope: string): Scope {
    const known = this.scopes?.get(scope)
    if (known !== undefined) return known.data
    const stored = Object.hasOwn(this.stored, scope) ? this.stored[scope] : undefined
    const before = JSON.stringify(stored ?? {})
    const parsed: unknown = JSON.parse(before)
    const data: Scope = isScope(parsed) ? parsed : {}
    this.scopes ??= new Map()
    this.scopes.set(scope, { data, before })
    return data
  }

  /** All of it, once something is another than at the beginning. */
  changed(): JsonObject | undefined {
    return this.written ?? this.unwritten()
  }

  /** All of it where something is another than when it was last taken, to be written. */
  take(): JsonObject | undefined {
    const changed = this.unwritten()
    if (changed === undefined) return undefined
    this.written = changed
    for (const scope of this.scopes?.values() ?? []) scope.before = JSON.stringify(scope.data)
    return changed
  }

  private unwritten(): JsonObject | undefined {
    let changed: JsonObject | undefined
    for (const [scope, { data, before }] of this.scopes ?? []) {
      const now = JSON.stringify(data)
      if (now === before) continue
      const copy: unknown = JSON.parse(now)
      changed = { ...(changed ?? this.written ?? this.stored), [scope]: isScope(copy) ? (copy as JsonObject) : {} }
    }
    return changed
  }
}

function isScope(value: unknown): value is Scope {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
