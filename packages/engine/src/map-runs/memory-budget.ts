/**
 * How much of children's data may be in memory at a time. What a child needs is held from its start until its first turn is on disk,
 * and while a task of it is under way; the others wait on disk, as items.
 */
export interface MemoryBudget {
  /** Bytes that may still be taken; below zero when the last one was large. */
  readonly left: number
  hold(bytes: number): void
  release(bytes: number): void
}

export function memoryBudget(bytes: number, onRelease: () => void): MemoryBudget {
  let left = bytes
  return {
    get left() {
      return left
    },
    hold(taken) {
      left -= taken
    },
    release(given) {
      left += given
      if (left > 0) onRelease()
    },
  }
}
