/** TypeScript as JavaScript: types are blanked out, so lines and columns stay; enums and the like are rewritten. */
import { stripTypeScriptTypes } from 'node:module'

export type Untyped = { readonly ok: true; readonly code: string } | { readonly ok: false; readonly message: string }

/** Code is a function's body, where `return` and `await` are allowed. */
const head = 'async function code() {'
const tail = '\n}'

const known = new Map<string, Untyped>()
const knownLimit = 64

export function withoutTypes(code: string): Untyped {
  const before = known.get(code)
  if (before) return before
  const made = strip(code)
  if (known.size >= knownLimit) known.clear()
  known.set(code, made)
  return made
}

function strip(code: string): Untyped {
  const whole = `${head}${code}${tail}`
  try {
    return { ok: true, code: bodyOf(stripTypeScriptTypes(whole)) }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const rewrites = 'code' in error && error.code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX'
    if (!rewrites) return { ok: false, message: `The TypeScript does not parse: ${error.message.split('\n')[0]}` }
  }
  try {
    return { ok: true, code: bodyOf(stripTypeScriptTypes(whole, { mode: 'transform' })) }
  } catch (error) {
    return { ok: false, message: `The TypeScript does not parse: ${String(error).split('\n')[0]}` }
  }
}

function bodyOf(whole: string): string {
  return whole.slice(whole.indexOf('{') + 1, whole.lastIndexOf('}'))
}
