/** Things by the time at which they are due; the earliest on top. */
export interface DueHeap<T> {
  push(at: number, item: T): void
  /** Takes out what is due, earliest first. */
  pop(now: number): { at: number; item: T } | undefined
  /** When the earliest is due. */
  readonly next: number | undefined
}

export function dueHeap<T>(): DueHeap<T> {
  const nodes: { at: number; item: T }[] = []

  function up(index: number): void {
    const node = nodes[index]!
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (nodes[parent]!.at <= node.at) break
      nodes[index] = nodes[parent]!
      index = parent
    }
    nodes[index] = node
  }

  function down(): void {
    const node = nodes[0]!
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= nodes.length) break
      if (child + 1 < nodes.length && nodes[child + 1]!.at < nodes[child]!.at) child++
      if (nodes[child]!.at >= node.at) break
      nodes[index] = nodes[child]!
      index = child
    }
    nodes[index] = node
  }

  return {
    push(at, item) {
      nodes.push({ at, item })
      up(nodes.length - 1)
    },
    pop(now) {
      const top = nodes[0]
      if (top === undefined || top.at > now) return undefined
      const last = nodes.pop()!
      if (nodes.length > 0) {
        nodes[0] = last
        down()
      }
      return top
    },
    get next() {
      return nodes[0]?.at
    },
  }
}
