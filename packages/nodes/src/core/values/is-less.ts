import type { Json } from '@millrace/sdk'

/**
 * JavaScript's `<` on data: texts as texts, everything else as numbers. What cannot be compared (a missing
 * value, a word with a number) is not less, either way round.
 */
export function isLess(a: Json | undefined, b: Json | undefined): boolean {
  const [left, right] = [primitive(a), primitive(b)]
  return typeof left === 'string' && typeof right === 'string' ? left < right : Number(left) < Number(right)
}

/** What JavaScript compares objects and lists as, without calling what data may have put in place of `toString`. */
function primitive(value: Json | undefined): Exclude<Json, object> | undefined {
  if (typeof value !== 'object' || value === null) return value
  return Array.isArray(value) ? value.map((one) => primitive(one) ?? '').join(',') : '[object Object]'
}
