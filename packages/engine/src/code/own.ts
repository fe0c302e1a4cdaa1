/** The object's own value under a key: names from people's code are keys like any other, `constructor` too. */
export function own(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined
}
