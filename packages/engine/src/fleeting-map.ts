/** What is let go of when it leaves the map. */
interface Box<Value> {
  value: Value | undefined
}

/**
 * A map for what comes and goes all the time and is known by a text; what has a number is kept in `numberMap`.
 *
 * V8 makes a new table for a Map that much is put into and deleted from, and each old table leads to the next one. Once a table has survived
 * two collections of young objects, all tables after it survive them too, with everything that was in them when they were replaced, until the
 * whole heap is collected. Here a table leads to boxes, which are empty by then.
 */
export class FleetingMap<Value> {
  private readonly boxes = new Map<string, Box<Value>>()

  get size(): number {
    return this.boxes.size
  }

  get(key: string): Value | undefined {
    return this.boxes.get(key)?.value
  }

  set(key: string, value: Value): void {
    const box = this.boxes.get(key)
    if (box === undefined) this.boxes.set(key, { value })
    else box.value = value
  }

  delete(key: string): boolean {
    const box = this.boxes.get(key)
    if (box === undefined) return false
    box.value = undefined
    return this.boxes.delete(key)
  }

  deleteOldest(): void {
    const [oldest] = this.boxes.keys()
    if (oldest !== undefined) this.delete(oldest)
  }

  /** In the order in which they came. */
  *values(): Generator<Value> {
    for (const { value } of this.boxes.values()) yield value as Value
  }
}
