/** Things by the time at which they are due, those due together in the order in which they came; the earliest on top. */
export interface DueHeap<T> {
  push(at: number, item: T): void
  /** Takes out what is due, earliest first. */
  pop(now: number): { at: number; item: T } | undefined
  /** When the earliest is due. */
  readonly next: number | undefined
}

interface Node<T> {
  at: number
  turn: number
  item: T
}

export function dueHeap<T>(): DueHeap<T> {
  const nodes: Node<T>[] = []
  let turns = 0

  const isBefore = (one: Node<T>, other: Node<T>): boolean => one.at < other.at || (one.at === other.at && one.turn < other.turn)

  function up(index: number): void {
    const node = nodes[index]!
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (isBefore(nodes[parent]!, node)) break
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
      if (child + 1 < nodes.length && isBefore(nodes[child + 1]!, nodes[child]!)) child++
      if (isBefore(node, nodes[child]!)) break
      nodes[index] = nodes[child]!
      index = child
    }
    nodes[index] = node
  }

  return {
    push(at, item) {
      nodes.push({ at, turn: turns++, item })
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
