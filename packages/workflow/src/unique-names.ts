/**
 * Hands out names nobody has: `Set`, then `Set1`, `Set2`, …, as n8n counts. Remembers how far each name was
 * counted, so that naming thousands of copies costs one pass.
 */
export function uniqueNames(taken: Iterable<string>): (wanted: string) => string {
  const used = new Set(taken)
  const counted = new Map<string, number>()
  return (wanted) => {
    const [, base = wanted, digits = ''] = /^(.*?)(\d{0,9})$/su.exec(wanted) ?? []
    const stem = base === '' ? wanted : base
    let name = wanted
    let count = counted.get(stem) ?? (base === '' ? 0 : Number(digits))
    while (used.has(name)) {
      count += 1
      name = `${stem}${count}`
    }
    counted.set(stem, count)
    used.add(name)
    return name
  }
}
