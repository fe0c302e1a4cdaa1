/**
 * A map of what comes and goes by the thousand. A `Map` takes a new table after every few entries, and the table it
 * gave up still holds what was in it then, and points to the next: once one of them has grown old, whatever comes
 * later lives until the old generation is collected. What leaves this map is held by nothing of it.
 */
export class Passing<K extends string | number, T> {
  private readonly boxes = new Map<K, Box<T>>()

  get size(): number {
    return this.boxes.size
  }

  get(key: K): T | undefined {
    return this.boxes.get(key)?.value
  }

  has(key: K): boolean {
    return this.boxes.has(key)
  }

  set(key: K, value: T): void {
    const box = this.boxes.get(key)
    if (box === undefined) this.boxes.set(key, { value })
    else box.value = value
  }

  /** Answers whether it was there. */
  delete(key: K): boolean {
    const box = this.boxes.get(key)
    if (box === undefined) return false
    box.value = undefined
    return this.boxes.delete(key)
  }

  /** All that are there now, in the order they came. */
  values(): readonly T[] {
    return [...this.boxes.values()].flatMap(({ value }) => (value === undefined ? [] : [value]))
  }
}

interface Box<T> {
  value: T | undefined
}
